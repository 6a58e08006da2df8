"""Many runs: a table or a folder of videos, measured side by side, put into one table and page."""

from posture.cohort.run import Batch, batch

__all__ = ["Batch", "batch"]
