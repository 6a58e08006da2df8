"""How well values relative to standing still are measured on films with a known truth.

    PYTHONPATH=tests python -m benchmarks.standing_films [--again]

Films the runners of `accuracy.standing_cases` into runs/accuracy, measures each with `--standing`
and writes standing.md beside this file: running less standing, measured and true.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd
from benchmarks.accuracy import __main__ as accuracy
from benchmarks.accuracy.case import Case
from benchmarks.accuracy.found import detections_kept
from benchmarks.accuracy.standing_cases import NETWORKS, RUNS_S, STANDS_S, standing_cases
from benchmarks.accuracy.true_strides import true_strides

from posture import pipeline
from posture.comparison.windows import used_strides
from posture.errors import PostureError
from posture.measures import RELATIVE, relative_name
from posture.pose.models.manifest import resolve
from posture.session import build_single

HERE = Path(__file__).parent


def measure(case: Case, *, again: bool) -> list[dict[str, object]]:
    """Measure a clip; a row for each measure that is given relative to standing."""
    clip = accuracy.CLIPS / f"{case.scene.name}.mp4"
    truth = pd.read_parquet(clip.with_suffix(".truth.parquet"))
    events = json.loads(clip.with_suffix(".events.json").read_text(encoding="utf-8"))
    session = build_single(clip, case.options)
    rows: list[dict[str, object]] = []
    try:
        with detections_kept(accuracy.stamp(case), again=again):
            _, run = pipeline.measure(
                pipeline.request_standing(session), resolve(session.settings.model)
            )
    except PostureError as error:
        failed = {"clip": case.scene.name, "network": case.options["model"], "why": str(error)}
        return [failed | {"measure": m.name} for m in RELATIVE]
    found = run.results.standing
    assert found is not None
    used = used_strides(run.strides)
    true_run = true_strides(truth, events, used[["start_s", "end_s"]].to_numpy(float)).mean()
    still = truth[(truth["stride"] == -1) & truth["time_s"].between(found.start_s, found.end_s)]
    for measure_ in RELATIVE:
        one = found.measures[relative_name(measure_.name)]
        row = {
            "clip": case.scene.name,
            "network": case.options["model"],
            "measure": measure_.name,
            "arms": case.scene.standing.arms if case.scene.standing else "",
            "true": true_run[measure_.name] - still[measure_.name].mean(),
            "measured": one.run,
            "why": one.reason,
        }
        if one.run_ci95 is not None:
            row |= dict(zip(("low", "high"), one.run_ci95, strict=True))
        rows.append(row)
    return rows


def write_page(rows: pd.DataFrame) -> str:
    """Write a table of measures for each network, and that of clips for the first one."""
    lines = [
        "# Relative to standing still",
        "",
        "`PYTHONPATH=tests python -m benchmarks.standing_films`: runners of `new` in other gaits "
        f"({rows['clip'].nunique()} films of {STANDS_S:g} s standing and {RUNS_S:g} s running, 30 "
        "frames/s, tight clothes), running less standing in degrees. *Held*: the truth lies within "
        "the stated interval.",
    ]
    for network, of_network in rows.groupby("network", sort=False):
        lines += ["", f"## {network}", "", *_tabulate_measures(of_network)]
    first = rows[rows["network"] == NETWORKS[0]]
    lines += ["", f"## Measured − true of each film, {NETWORKS[0]}", "", *_tabulate_films(first)]
    why = sorted({f"{row.clip}, {row.network}: {row.why}" for row in rows.itertuples() if row.why})
    lines += ["", *(f"- {one}" for one in why)]
    return "\n".join(lines).rstrip() + "\n"


def _tabulate_measures(rows: pd.DataFrame) -> list[str]:
    lines = [
        "| measure | measured in | true, mean ± SD | bias | mean error | RMS | worst | slope "
        "| held |",
        "| --- | --: | --: | --: | --: | --: | --: | --: | --: |",
    ]
    for name, of_measure in rows.groupby("measure", sort=False):
        known = of_measure.dropna(subset="measured")
        error = known["measured"] - known["true"]
        held = (known["low"] <= known["true"]) & (known["true"] <= known["high"])
        slope = np.polyfit(known["true"], known["measured"], 1)[0] if len(known) > 2 else np.nan
        lines.append(
            f"| {name} | {len(known)} of {len(of_measure)} | {known['true'].mean():+.1f} ± "
            f"{known['true'].std():.1f} | {error.mean():+.2f} | {error.abs().mean():.2f} "
            f"| {np.sqrt((error**2).mean()):.2f} | {error.abs().max():.1f} | {slope:.2f} "
            f"| {held.sum()} of {len(known)} |"
        )
    return lines


def _tabulate_films(rows: pd.DataFrame) -> list[str]:
    apart = rows.assign(error=rows["measured"] - rows["true"])
    names = list(apart["measure"].unique())
    lines = [
        "| film | arms when standing | " + " | ".join(names) + " |",
        "| --- | --- |" + " --: |" * len(names),
    ]
    for clip, of_clip in apart.groupby("clip"):
        by_name = of_clip.set_index("measure")["error"]
        cells = " | ".join(f"{by_name[n]:+.2f}" if by_name[n] == by_name[n] else "–" for n in names)
        lines.append(f"| {clip} | {of_clip['arms'].iloc[0]} | {cells} |")
    return lines


def main() -> None:
    """Film, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--again", action="store_true", help="look anew at what was looked at")
    asked = parser.parse_args()
    todo = list(standing_cases())
    accuracy.film(todo)
    rows = []
    for case in todo:
        rows += measure(case, again=asked.again)
        print(case.scene.name, case.options["model"], flush=True)
    text = write_page(pd.DataFrame(rows))
    (HERE / "standing.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
