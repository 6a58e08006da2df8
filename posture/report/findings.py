"""What several parts of the page ask of a run."""

from __future__ import annotations

from posture.results.run import Run


def strides_in_words(count: int) -> str:
    """Write ``"1 stride"``, ``"2 strides"``."""
    return "1 stride" if count == 1 else f"{count} strides"


def has_strides(run: Run) -> bool:
    """Whether any stride was found at all."""
    return len(run.strides) > 0


def listed(names: list[str]) -> str:
    """Join names with commas and "and", the first one capitalised."""
    first, *rest = names
    spoken = [first, *(name[0].lower() + name[1:] for name in rest)]
    return spoken[0] if not rest else f"{', '.join(spoken[:-1])} and {spoken[-1]}"
