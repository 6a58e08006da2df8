"""The answer as the first screen of the page shows it."""

from __future__ import annotations

from dataclasses import dataclass, field

from posture.report import findings
from posture.report.facts import write_sentence
from posture.results.run import Run


@dataclass(frozen=True)
class Answer:
    """Three sentences, what weakens them in one line, and what to do about it."""

    sentences: list[str]
    caveat: str = ""
    todo_heading: str = "What to do about it"
    todo: list[str] = field(default_factory=list)


def write_answer(run: Run) -> Answer:
    """Write the answer."""
    sentences = [findings.headline(run)]
    if findings.has_strides(run):
        sentences += findings.other_answers(run)
    worst = next(iter(run.results.quality.warnings), None)
    notes = [f"{names}: {text}" for names, text in findings.training_notes(run)]
    return Answer(sentences, write_sentence(worst.message) if worst else "", todo=notes)
