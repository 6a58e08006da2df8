"""What hostile input was tried is kept by class and seed, and stands in the table of the page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hostile import counting


@pytest.fixture
def page(tmp_path, monkeypatch) -> Path:
    path = tmp_path / "results.md"
    path.write_text("before\n<!-- counts -->\nold\n<!-- end of counts -->\nafter\n")
    monkeypatch.setattr(counting, "PAGE", path)
    monkeypatch.setattr(counting, "COUNTS", tmp_path / "counts.json")
    return path


def test_a_class_that_is_tried_again_replaces_its_counts(page):
    counting.keep({"names": [10, 1], "streams": [5, 0]}, 7)
    counting.keep({"names": [8, 0]}, 7)
    counting.keep({"names": [3, 0]}, 10)
    assert json.loads(counting.COUNTS.read_text())["7"] == {"names": [8, 0], "streams": [5, 0]}
    assert page.read_text().splitlines() == [
        "before",
        "<!-- counts -->",
        "| Class | seed 7: tried | right | wrong | seed 10: tried | right | wrong |",
        "| --- | --: | --: | --: | --: | --: | --: |",
        "| names | 8 | 8 | 0 | 3 | 3 | 0 |",
        "| streams | 5 | 5 | 0 | | | |",
        "| all of them | 13 | 13 | 0 | 3 | 3 | 0 |",
        "<!-- end of counts -->",
        "after",
    ]


def test_the_page_shows_what_is_kept():
    shown = counting.TABLE.search(counting.PAGE.read_text("utf-8"))
    assert shown is not None
    assert shown[0] == counting.make_table(json.loads(counting.COUNTS.read_text("utf-8")))
