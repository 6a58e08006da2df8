"""Are the verdicts right? Thousands of simulated runs with known truth: `make decisions`.

Writes results.json, results.md and figure.png beside this file. Everything is seeded. `--runs N`
takes N runs a cell; `--page` only writes page and figure anew from results.json (and from those
of `make accuracy`, for the verdicts on filmed runners).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks.decisions import cells, paced, slopes
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


if __name__ == "__main__":
    main()
