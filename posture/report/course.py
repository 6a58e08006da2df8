"""What the page says about the course of the run: since when, pace, pain, left and right."""

from __future__ import annotations

from posture.charts.sides import moved, with_index
from posture.measures import KEY_MEASURES
from posture.report import findings
from posture.results import reading, sentences
from posture.results.names import clock, name_of_pair, side_names
from posture.results.run import Run
from posture.results.timeline import timeline

_COVARIATES = {"speed_m_s": "speed", "grade_percent": "grade", "cadence_spm": "cadence"}


def since_when(run: Run) -> list[str]:
    """Say when the key measures that drift began to, and how that lies to the pain."""
    said = []
    if run.summary.get("drift"):
        told = [m for m in KEY_MEASURES if _has_slope(run, m)]
        said += [_begins(run, measure) for measure in told]
    elif findings.has_strides(run) and not timeline(run).known:
        said.append(
            "The time between the two clips is not known, so nothing is said about when a change "
            "began."
        )
    pain = run.summary.get("pain") or {}
    if pain.get("time_s") is not None:
        said.append(f"Pain was given at {clock(pain['time_s'])}. {pain.get('statement') or ''}")
    return [text.strip() for text in said]


def _has_slope(run: Run, measure: str) -> bool:
    return reading.drift_entry(run, measure).get("slope_per_10min") is not None


def _begins(run: Run, measure: str) -> str:
    title = reading.name_in(run, measure).title
    begins = sentences.onset(run, measure)
    return (
        f"{title} begins to change {begins}." if begins else f"{title}: no onset of a change found."
    )


def adjusted(run: Run, measure: str) -> str:
    """Write the change with pace taken off: ``"+2.4° (2.1 to 2.7)"``; empty where not known."""
    found = reading.entry(run, measure).get("adjusted") or {}
    if found.get("change") is None:
        return ""
    name = reading.name_in(run, measure)
    low, high = (name.number(edge) for edge in found["ci95"])
    return f"{name.value(found['change'], signed=True)} ({low} to {high})"


def adjusted_heading(run: Run) -> str:
    """Heading of the column of `adjusted`: ``"At equal speed"``; empty without any."""
    names = [
        _COVARIATES.get(name, name)
        for measure in reading.all_measures(run)
        if adjusted(run, measure)
        for name in reading.entry(run, measure)["adjusted"]["for"]
    ]
    return f"At equal {' and '.join(dict.fromkeys(names))}" if names else ""


def adjusted_notes(run: Run) -> list[str]:
    """Say what the adjusted change is, for what, and whether the verdict follows it."""
    entries = [reading.entry(run, m).get("adjusted") or {} for m in reading.all_measures(run)]
    said = []
    known = [found for found in entries if found.get("change") is not None]
    for decides in (True, False):
        names = [
            _COVARIATES.get(name, name)
            for found in known
            if bool(found.get("decides")) is decides
            for name in found["for"]
        ]
        if names:
            pace = " and ".join(dict.fromkeys(names))
            follows = (
                "the verdict follows it"
                if decides
                else "the verdict follows the change as measured, since cadence may be a part of "
                "tiring"
            )
            said.append(f"At equal {pace}: what is left of the change; {follows}.")
    refused = {
        str(found["reason"])
        for found in entries
        if found.get("change") is None and str(found.get("reason")).startswith("cannot be adjusted")
    }
    return said + [f"Some changes {reason}." for reason in sorted(refused)]


def left_and_right(run: Run) -> list[str]:
    """Say how the two sides differ, one sentence a pair of measures."""
    near, far = side_names(run.summary.get("runner", {}).get("near_side"))
    said = []
    for legs in with_index(run):
        found, name = run.summary["sides"][legs.pair.name], name_of_pair(legs)
        low, high = found["ci95"]
        surely = low > 0 or high < 0
        more = near if found["index_percent"] > 0 else far
        share = f"{abs(found['index_percent']):.1f} % more {more}"
        differs = f"{share} (95 % CI {_percent(low, high, more == near)})"
        text = (
            f"{name.title}: {near} {name.value(found['near'])}, {far} {name.value(found['far'])}; "
            + (differs if surely else "no difference beyond chance and the method's error")
        )
        if moved(found):
            towards = near if found["change"] > 0 else far
            points = abs(found["change"])
            text += f"; from early to late it moved {points:.0f} percentage points to the {towards}"
        said.append(f"{text}.")
    return said


def far_side_note(run: Run) -> str:
    """Say how sure the far side is, in the words of the summary that hold for all of it."""
    notes = [
        str(run.summary["sides"][legs.pair.name].get("note") or "") for legs in with_index(run)
    ]
    hidden = notes[0].split(";")[0] if notes and notes[0] else ""
    if not hidden:
        return ""
    return (
        f"{hidden[0].upper()}{hidden[1:]}, so differences are less sure than changes of one side. "
        "If they matter to you, film the other side too."
    )


def _percent(low: float, high: float, as_is: bool) -> str:
    """Write the interval of an index in the direction that was named."""
    first, last = (low, high) if as_is else (-high, -low)
    return f"{first:.1f} to {last:.1f}".replace("-", "−")
