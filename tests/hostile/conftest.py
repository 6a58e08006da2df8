"""Count what is tried, and print it by class at the end; `make hostile` keeps the counts."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import pytest
from hostile.counting import keep

#: Calls with the class, how many were tried, and what was wrong with those that were wrong.
Tally = Callable[[str, int, list[str]], None]

PROPERTY = "hostile"

T = TypeVar("T")


class Choose(Protocol):
    """Chooses one of so many cases: of `every`, or with HOSTILE_WHOLE of `whole`."""

    def __call__(self, cases: Sequence[T], *, every: int, whole: int = 1) -> list[T]:
        """Return those that are tried."""
        ...


@pytest.fixture(scope="session")
def seed() -> int:
    """Seed of all damages; another one with HOSTILE_SEED."""
    return _read_seed()


def _read_seed() -> int:
    return int(os.environ.get("HOSTILE_SEED", "2026"))


@pytest.fixture
def choose(seed: int) -> Choose:
    """Choose cases by the seed; `make hostile` sets HOSTILE_WHOLE, with which many are tried."""

    def some(cases: Sequence[T], *, every: int, whole: int = 1) -> list[T]:
        count = -(-len(cases) // (whole if os.environ.get("HOSTILE_WHOLE") else every))
        chosen = sorted(random.Random(seed).sample(range(len(cases)), count))
        return [cases[number] for number in chosen]

    return some


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Tally:
    """Count what a test tried, and fail it if anything was wrong."""

    def add(kind: str, tried: int, wrong: list[str]) -> None:
        record_property(PROPERTY, [kind, tried, len(wrong)])
        print(*wrong, sep="\n")
        assert wrong == []

    return add


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table: tried, right and wrong by class, and in all."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == PROPERTY and getattr(report, "when", "") == "call":
                    counts[value[0]][0] += value[1]
                    counts[value[0]][1] += value[2]
    if not counts:
        return
    if os.environ.get("HOSTILE_WHOLE"):
        keep(dict(counts), _read_seed())
    counts["all of them"] = [sum(column) for column in zip(*counts.values(), strict=True)]
    terminalreporter.section("hostile input")
    terminalreporter.write_line(f"{'':24}{'tried':>8}{'right':>8}{'wrong':>8}")
    for kind, (tried, wrong) in counts.items():
        terminalreporter.write_line(f"{kind:24}{tried:8}{tried - wrong:8}{wrong:8}")
