"""A run in a few lines: for the Python prompt and for notebooks."""

from __future__ import annotations

from html import escape

from posture.comparison.types import Change
from posture.measures import KEY_MEASURES
from posture.results.against_standing import describe_against_standing
from posture.results.answer import is_compared
from posture.results.names import name_of
from posture.results.run import Run
from posture.results.sentences import pace_note
from posture.results.windows_in_words import describe_windows, strides_in_words
from posture.utils.text import file_name


def as_text(run: Run) -> str:
    """Write what was measured and what was found, a line each.

    These are the videos and the way the runner faces, strides and windows, the key measures with
    the change that the verdict follows, and the folder.
    """
    lines = [f"Run of {_videos(run)}", *(f"  {fact}" for fact in _facts(run))]
    lines += [f"  {title}: {change}, {verdict}" for title, change, verdict in _rows(run)]
    lines += [f"  {text}" for text in describe_against_standing(run.results)]
    if run.path is not None:
        lines.append(f"  in {run.path}")
    return "\n".join(lines)


def as_html(run: Run) -> str:
    """Write the same as a heading and a small table for a notebook, everything escaped."""
    heading = [f"<b>Run of {escape(_videos(run))}</b>", *map(escape, _facts(run))]
    if run.path is not None:
        heading.append(f"in <code>{escape(str(run.path))}</code>")
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in _rows(run)
    )
    head = "<tr><th>Measure</th><th>Late against early</th><th>Verdict</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>" if rows else ""
    standing = "".join(f"<br>{escape(text)}" for text in describe_against_standing(run.results))
    return f"<div>{'<br>'.join(heading)}{table}{standing}</div>"


def _videos(run: Run) -> str:
    """Name the videos, with the way the runner faces where that is known."""
    names = " and ".join(file_name(video.path) for video in run.results.all_videos)
    facing = run.results.runner.facing
    return f"{names}, runner facing {facing}" if facing else names


def _facts(run: Run) -> list[str]:
    """Say how much was measured and which windows are compared, or why nothing was measured."""
    found = run.results
    if found.failure:
        return [f"not measured: {found.failure.rstrip('.')}"]
    if not is_compared(found):
        return [describe_windows(found)]
    return [f"{strides_in_words(found.strides)}. {describe_windows(found)}"]


def _rows(run: Run) -> list[tuple[str, str, str]]:
    """Title, change and verdict of the key measures."""
    found = run.results
    return [
        (name_of(name, found.near_side_in_words).title, _change(name, change), change.verdict)
        for name in KEY_MEASURES
        if (change := found.measures.get(name)) is not None
    ]


def _change(name: str, change: Change) -> str:
    """Write the change that the verdict follows, with its interval."""
    decided = change.decided
    if decided is None:
        return "change not known"
    written = name_of(name).change(decided.change, decided.interval)
    return f"{written} {pace_note(change)}".rstrip()
