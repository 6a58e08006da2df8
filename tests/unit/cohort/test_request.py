"""Tables and folders become requests; a bad row is kept with its reason, a bad table is refused."""

from __future__ import annotations

import pytest

from posture.cohort.request import read_requests
from posture.errors import UsageError


def write(folder, text):
    path = folder / "cohort.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_says_who_when_and_how(tmp_path):
    (tmp_path / "watch.csv").write_text("time_s,speed_m_s\n0,3\n", encoding="utf-8")
    table = write(
        tmp_path,
        "video,runner,date,condition,early,late,pace,at,one_file,speed\n"
        "a.mp4,anna,2026-03-31,old shoes,0:00-0:10,,watch.csv,,yes,\n"
        "b.mp4; c.mp4,bert,,,,,,0:00; 5:00,,early=3;late=2.8\n",
    )
    one, two = read_requests(table, {"model": "lite", "early": "0:05-0:15", "sample": None})
    assert one.videos == (str(tmp_path / "a.mp4"),)
    assert (one.about.runner, one.about.date, one.about.condition) == (
        *("anna", "2026-03-31", "old shoes"),
    )
    assert one.name == "anna-old shoes-2026-03-31-a"
    assert one.options == {
        **{"model": "lite", "early": "0:00-0:10", "one_file": True},
        **{"pace": str(tmp_path / "watch.csv")},
    }
    assert two.videos == (str(tmp_path / "b.mp4"), str(tmp_path / "c.mp4"))
    assert two.at == ("0:00", "5:00")
    assert two.options["speed"] == ["early=3", "late=2.8"]
    assert two.options["early"] == "0:05-0:15"
    assert (one.problem, two.problem) == ("", "")


def test_a_folder_gives_its_videos_and_those_below_a_runner(tmp_path):
    for name in ("2026-03-31 run.MP4", "anna/a.mov", "notes.txt", ".hidden/x.mp4"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    first, second = read_requests(tmp_path)
    assert (first.about.date, first.about.runner) == ("2026-03-31", "")
    assert (second.about.runner, second.name) == ("anna", "anna-a")


def test_names_are_unique_and_lead_nowhere(tmp_path):
    table = write(tmp_path, "video,runner\na.mp4,../x\na.mp4,../x\n../../a.mp4,\n")
    names = [one.name for one in read_requests(table)]
    assert len(set(names)) == 3
    assert not any("/" in name or name.startswith(".") for name in names)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("a.mp4,March,", '"March" is no day'),
        ("a.mp4,,9:00", "option early"),
        (",,", "names no video"),
    ],
)
def test_a_wrong_row_is_kept_with_its_reason(tmp_path, row, problem):
    table = write(tmp_path, f"video,date,early\n{row}\nb.mp4,,\n")
    bad, good = read_requests(table)
    assert problem in bad.problem
    assert good.problem == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("file\na.mp4\n", "has no column video"),
        ("video,eraly\na.mp4,1-2\n", 'has a column "eraly"; known are video, runner'),
        ("video\n", "names no video"),
        ("", "cannot be read as a table"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path, text, sentence):
    with pytest.raises(UsageError, match=sentence):
        read_requests(write(tmp_path, text))


def test_nothing_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="neither a folder nor a table"):
        read_requests(tmp_path / "nothing")
