"""Keep of a finished run what the notebooks draw: `python notebooks/keep.py RUN FOLDER`.

The landmarks stay behind, the numbers are rounded far below what can be measured, and of the
video only its name is told.
"""

import json
import sys
from pathlib import Path

import posture

#: Columns of frames.parquet that waveforms are drawn from.
FRAMES = (
    *("frame", "time_s", "stride", "phase", "back_visible"),
    *("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg"),
)
ANGLE_DECIMALS, OTHER_DECIMALS = 2, 5


def keep(run_dir: Path, folder: Path) -> None:
    """Write the small tables of a run into a folder that `posture.load_run` reads."""
    run = posture.load_run(run_dir, poses=False)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in (("frames", run.frames[[*FRAMES]]), ("strides", run.strides)):
        numbers = table.select_dtypes("float").columns
        decimals = {
            column: ANGLE_DECIMALS if column.endswith("_deg") else OTHER_DECIMALS
            for column in numbers
        }
        small = table.round(decimals)
        small.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")
    summary = run.summary
    summary["video"]["path"] = Path(summary["video"]["path"]).name
    text = json.dumps(summary, indent=1, ensure_ascii=False)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    keep(*map(Path, sys.argv[1:]))
