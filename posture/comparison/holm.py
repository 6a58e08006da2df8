"""Correction of p-values for testing many measures."""

from __future__ import annotations

from collections.abc import Mapping


def holm_adjust(p: Mapping[str, float]) -> dict[str, float]:
    """Correct p-values so that at most 5 % of families have a false positive at 0.05.

    The smallest is multiplied by their number, the next by one less, and so on. None may fall
    below a smaller one or exceed 1 (Holm 1979). The correction holds for measures that depend on
    each other.

    Parameters
    ----------
    p
        p-value by the name of the measure.

    Returns
    -------
    dict
        Corrected p-value by name.
    """
    corrected: dict[str, float] = {}
    highest = 0.0
    for place, name in enumerate(sorted(p, key=p.__getitem__)):
        highest = max(highest, min((len(p) - place) * p[name], 1.0))
        corrected[name] = highest
    return corrected
