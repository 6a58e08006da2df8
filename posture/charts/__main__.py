"""Draw the charts of a run's folder: ``python -m posture.charts FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from posture.charts import write_charts
from posture.results.run import load_run


def main(folder: Path) -> None:
    """Write all charts of a run into its ``charts`` folder."""
    write_charts(load_run(folder, poses=False), folder / "charts")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
