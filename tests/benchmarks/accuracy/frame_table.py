"""Motion within the stride and events over many scored clips."""

from __future__ import annotations

import math
from collections.abc import Sequence

from benchmarks.accuracy.agreement import Numbers, known, mean
from benchmarks.accuracy.wave_score import PHASE_BINS


def wave_over(waves: Sequence[Numbers | None]) -> Numbers:
    """Average over clips what `wave_score.score_wave` says of a measure."""
    reported = [wave for wave in waves if wave]
    keys = ("r", "rms", "true_sd", "size", "r_clip", "rms_clip")
    lowest = min(known(wave["r"] for wave in reported), default=None)
    by_phase = [
        mean(known(wave["by_phase"][part] for wave in reported)) for part in range(PHASE_BINS)
    ]
    means = {key: mean(known(wave[key] for wave in reported)) for key in keys}
    return {"n": len(reported), **means, "r_lowest": lowest, "by_phase": by_phase}


def event_over(events: Sequence[Numbers | None]) -> Numbers:
    """Pool the events of all clips: mean, SD and mean absolute error over events."""
    reported = [event for event in events if event]
    timed = [event for event in reported if event["n"]]
    n = sum(event["n"] for event in timed)
    counts = {key: sum(event[key] for event in reported) for key in ("missed", "extra")}
    if not n:
        return {"n": 0, "mean_ms": None, "sd_ms": None, "mae_ms": None, **counts}
    middle = sum(event["n"] * event["mean_ms"] for event in timed) / n
    squares = sum(
        (event["n"] - 1) * (event["sd_ms"] or 0.0) ** 2 + event["n"] * event["mean_ms"] ** 2
        for event in timed
    )
    sd = math.sqrt(max(squares - n * middle**2, 0.0) / (n - 1)) if n > 1 else None
    mae = sum(event["n"] * event["mae_ms"] for event in timed) / n
    return {"n": n, "mean_ms": middle, "sd_ms": sd, "mae_ms": mae, **counts}
