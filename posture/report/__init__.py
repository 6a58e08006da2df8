"""The report: `report.html` in a run's folder, and one file to be sent."""

from posture.report.page import write_one_file, write_report

__all__ = ["write_one_file", "write_report"]
