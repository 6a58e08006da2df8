"""What only changes the film must not change the runner: `make invariance`.

Takes a part of every clip of samples/ and ../shared/footage (where that is), makes the variants of
`variants` in runs/invariance/films (kept; made again when clip or code have changed), measures each
with the whole pipeline, and compares it with the clip itself. Writes results.md, results.json and
cases.parquet beside this file: numbers only, no pictures. What was measured is kept as well, so
that a run that was stopped goes on where it was. `--only NAME...` takes the clips or the variants
whose names begin so, and writes to runs/invariance instead.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.invariance import table
from benchmarks.invariance.clips import Clip, find_clips
from benchmarks.invariance.made import first_time_s, make_film, used_times_s
from benchmarks.invariance.measured import NOWHERE, box_of, measure_kept
from benchmarks.invariance.score import Film, compare
from benchmarks.invariance.variants import ITSELF, VARIANTS, Variant
from benchmarks.measuring import name_weights

HERE = Path(__file__).parent
#: Where the footage of people is, which is no part of the project.
FOOTAGE = Path("../shared/footage")


def main() -> None:
    """Make, measure, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=[], metavar="CLIP_OR_VARIANT")
    parser.add_argument("--again", action="store_true", help="measure anew what was measured")
    parser.add_argument("--footage", type=Path, default=FOOTAGE, help="folder, may be absent")
    options = parser.parse_args()
    clips = list(find_clips(Path("samples"), options.footage))
    clips, variants = choose(clips, options.only)
    cases = []
    for number, clip in enumerate(clips, 1):
        begun = time.perf_counter()
        cases += compare_clip(clip, variants, again=options.again)
        took = time.perf_counter() - begun
        print(f"{number}/{len(clips)} {clip.name}: {took:.0f} s", flush=True)
    folder = HERE if not options.only else Path("runs/invariance")
    about = {
        "posture": version("running-posture"),
        "model": f"heavy, weights {name_weights()}",
        "clips": f"{len(clips)}, {sum(clip.stop - clip.start for clip in clips)} frames together",
    }
    table.write_results(cases, clips, about, folder)
    print(folder / "results.md")


def choose(clips: Sequence[Clip], only: Sequence[str]) -> tuple[list[Clip], list[Variant]]:
    """Choose clips and variants by the beginnings of their names; all where none is named."""

    def named(name: str) -> bool:
        return name.startswith(tuple(only))

    variants = [variant for variant in VARIANTS.values() if variant.name != ITSELF]
    return (
        [clip for clip in clips if named(clip.name)] or list(clips),
        [variant for variant in variants if named(variant.name)] or variants,
    )


def compare_clip(clip: Clip, variants: Sequence[Variant], *, again: bool) -> list[table.Case]:
    """Measure a clip and its variants and compare them."""
    unchanged = VARIANTS[ITSELF]
    measured = measure_kept(make_film(clip, unchanged, NOWHERE), again=again)
    box = box_of(measured)
    itself = Film(unchanged, measured, 0.0)
    cases = []
    for variant in variants:
        if measured.failure and variant.needs_box:
            continue
        found = measure_kept(make_film(clip, variant, box), again=again)
        film = Film(variant, found, first_time_s(clip, variant))
        numbers = compare(itself, film, float(used_times_s(clip)[-1]))
        cases.append(table.Case(clip.name, variant.name, numbers))
        print(f"  {clip.name} {variant.name}", flush=True)
    return cases


if __name__ == "__main__":
    main()
