"""The errors against standing are those of the committed benchmark, for each network."""

import re
from pathlib import Path

import pytest

from posture.pose.models.manifest import read_models
from posture.standing.error import METHOD_SD, OFFSET_DEG

PAGE = Path(__file__).parents[2] / "benchmarks" / "standing.md"


def root_mean_squares() -> dict[str, dict[str, float]]:
    """Read them from the page, by network and measure."""
    parts = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    found = {}
    for part in parts[: len(METHOD_SD)]:
        rows = re.findall(r"^\| (\w+_deg) \| (.*) \|$", part, re.M)
        found[part.split("\n")[0]] = {name: float(row.split("|")[4]) for name, row in rows}
    return found


def test_every_network_has_errors_and_offsets():
    assert set(METHOD_SD) == set(OFFSET_DEG) == set(read_models()) == set(root_mean_squares())


@pytest.mark.parametrize("network", METHOD_SD)
def test_intervals_use_what_was_measured_and_never_less_than_the_default_network(network):
    measured = root_mean_squares()
    assert set(METHOD_SD[network]) == set(measured[network])
    for name, sd in METHOD_SD[network].items():
        expected = max(measured[network][name], measured["heavy"][name])
        assert sd == pytest.approx(expected, abs=0.06), name
