"""The report: `report.html` in a run's folder."""

from posture.report.page import write_report

__all__ = ["write_report"]
