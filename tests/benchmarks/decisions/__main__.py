"""Are the verdicts right? Thousands of simulated runs with known truth: `make decisions`.

Writes results.json, results.md and figure.png beside this file. Everything is seeded. `--runs N`
takes N runs a cell; `--page` only writes page and figure anew from results.json and from the kept
cases of `make accuracy`. Strides of real runners lie outside of
the repository; without them what was counted before is kept.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from benchmarks.decisions import cells, family, paced, real, slopes
from benchmarks.decisions.figure import write_figure
from benchmarks.decisions.page import page
from benchmarks.tables import write_json

HERE = Path(__file__).parent


def main() -> None:
    """Simulate, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200, help="of each cell")
    parser.add_argument("--page", action="store_true", help="only draw anew what is known")
    options = parser.parse_args()
    results = HERE / "results.json"
    if not options.page:
        runs = options.runs
        lean = cells.LEAN
        counted = {
            "floor": {"smallest": lean.smallest_change, "method_sd": lean.method_error},
            "family": family.cells(2 * runs),
            "real": real.count() or _kept(results),
            "changes": cells.changes(runs),
            "slopes": slopes.cells(runs),
            "paced": paced.cells(runs),
            "onsets": cells.onsets(max(runs * 3 // 10, 1)),
            "waves": cells.waves(max(runs * 3 // 10, 1)),
        }
        write_json(results, counted)
    found = json.loads(results.read_text())
    (HERE / "results.md").write_text(page(found))
    write_figure(found, HERE / "figure.png")
    print(HERE / "results.md")


def _kept(results: Path) -> Any:
    """What was counted on real strides before, where these are not there now."""
    return json.loads(results.read_text()).get("real") if results.is_file() else None


if __name__ == "__main__":
    main()
