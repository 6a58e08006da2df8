import builtins
import math
import os
import re

import numpy as np
import pytest
from watch_files import write_fit, write_gpx, write_tcx

from posture.errors import UsageError
from posture.pace import read_pace

SECONDS = range(0, 241)


@pytest.fixture(params=["gpx", "tcx", "tcx with its own speed", "fit"])
def pace(request, tmp_path):
    kind = request.param
    path = tmp_path / f"run.{kind[:3].upper()}"  # the case of the name does not matter
    if kind == "gpx":
        return read_pace(write_gpx(path, SECONDS))
    if kind == "fit":
        return read_pace(write_fit(path, SECONDS))
    return read_pace(write_tcx(path, SECONDS, own_speed=" " in kind))


def test_every_kind_of_file_gives_the_true_speed_and_grade(pace):
    speed, grade = pace.at(np.array([20.0, 60.5, 180.0, 239.0]))
    assert speed == pytest.approx([3.0, 3.0, 2.5, 2.5], abs=0.02)
    # altitudes of a watch come in steps of 0.2 m, over 30 s of running
    assert grade == pytest.approx(2.0, abs=0.25)


def test_before_and_after_the_file_nothing_is_known(pace):
    speed, grade = pace.at(np.array([-1.0, 241.0]))
    assert np.isnan(speed).all()
    assert np.isnan(grade).all()


def test_the_speed_that_the_watch_wrote_goes_first(tmp_path):
    pace = read_pace(write_gpx(tmp_path / "run.gpx", SECONDS, own_speed=3.3))
    assert pace.at(np.array([50.0]))[0] == pytest.approx(3.3)


def test_without_a_rise_the_grade_is_zero_and_points_may_lie_apart(tmp_path):
    pace = read_pace(write_gpx(tmp_path / "run.gpx", range(0, 241, 7), grade=0.0))
    speed, grade = pace.at(np.array([50.0, 200.0]))
    assert speed == pytest.approx([3.0, 2.5], abs=0.02)
    assert grade == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize("segments", [1, 2])
def test_across_a_pause_nothing_is_known(tmp_path, segments):
    first, second = range(0, 61), range(70 if segments == 2 else 100, 161)
    seconds = [*first, *second] if segments == 1 else [first, second]
    pace = read_pace(write_gpx(tmp_path / "run.gpx", seconds, segments=segments))
    middle = (60 + second[0]) / 2
    speed, _ = pace.at(np.array([58.0, middle, second[0] + 2.0]))
    assert speed[0] == pytest.approx(3.0, abs=0.02)
    assert np.isnan(speed[1])
    # the way made during the pause is no speed after it
    assert speed[2] == pytest.approx(3.0, abs=0.02)


def test_a_table_is_read_as_it_is(tmp_path):
    path = tmp_path / "treadmill.csv"
    path.write_text("time_s, speed_m_s, grade_percent\n0,3.0,0\n60,3.0,0\n61,2.8,2\n120,2.8,2\n")
    speed, grade = read_pace(path).at(np.array([30.0, 60.5, 100.0, 121.0]))
    assert speed == pytest.approx([3.0, 2.9, 2.8, np.nan], nan_ok=True)
    assert grade == pytest.approx([0.0, 1.0, 2.0, np.nan], nan_ok=True)
    path.write_text("time_s,speed_m_s\n0,3.0\n60,3.0\n")
    speed, grade = read_pace(path).at(np.array([30.0]))
    assert speed == 3.0
    assert np.isnan(grade).all()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("run.csv", "time_s,speed\n0,3\n", "lacks the column speed_m_s"),
        ("run.csv", "time_s,speed_m_s\n5,3\n5,3\n", "do not go up"),
        ("run.csv", "time_s,speed_m_s\n0,13\n5,13\n", "divided by 3.6"),
        ("run.csv", "time_s,speed_m_s\n0,fast\n", "damaged"),
        ("run.csv", "", "damaged"),
        ("run.csv", "time_s,speed_m_s\n0,\n5,\n", "holds no speed"),
        ("run.csv", "time_s,speed_m_s,grade_percent\n0,3,inf\n5,3,0\n", "grades that nobody runs"),
        ("run.csv", "time_s,speed_m_s,grade_percent\n0,3,-1e308\n5,3,0\n", "grades that nobody"),
        ("run.csv", "time_s,speed_m_s,grade_percent\n0,3,1000\n5,3,0\n", "grades that nobody"),
        ("run.csv", "time_s,speed_m_s\n0,-1\n5,3\n", "divided by 3.6"),
        ("run.csv", "time_s,speed_m_s\n0,inf\n5,3\n", "divided by 3.6"),
        ("run.csv", "time_s,speed_m_s\n0,3\n1e308,3\n", "ten days"),
        ("run.gpx", '<?xml version="1.0" encoding="klingon"?><gpx/>', "damaged"),
        ("run.gpx", "no XML", "damaged"),
        ("run.gpx", '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"/>', "no track"),
        ("run.tcx", "<a/>", "no track|damaged"),
        ("run.fit", "no fit", "damaged"),
        ("run.kml", "", "give a .gpx, .tcx, .fit or .csv"),
        ("run", "", "give a .gpx, .tcx, .fit or .csv"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(tmp_path, name, text, said):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(UsageError, match=said) as error:
        read_pace(path)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("encoding", "stated"),
    [
        ("utf-16", "UTF-16"),
        ("latin-1", "ISO-8859-1"),
        ("cp1252", "windows-1252"),
        ("utf-8-sig", "UTF-8"),
        ("utf-8", None),
    ],
)
def test_every_encoding_that_the_file_names_is_read(tmp_path, encoding, stated):
    path = write_gpx(tmp_path / "run.gpx", SECONDS)
    text = re.sub(r"^<\?xml.*?\?>", "", path.read_text(encoding="utf-8"))
    text = text.replace("<trkseg>", "<name>Läufer</name><trkseg>", 1)
    assert "Läufer" in text
    head = f'<?xml version="1.0" encoding="{stated}"?>' if stated else ""
    path.write_bytes((head + text).encode(encoding))
    assert read_pace(path).at(np.array([50.0]))[0] == pytest.approx(3.0, abs=0.02)


@pytest.mark.parametrize("encoding", ["punycode", "IDNA", "rot13", "nonsense", "hex"])
def test_other_encodings_are_refused_at_once(tmp_path, encoding):
    """A megabyte of Punycode would take Python hours."""
    path = tmp_path / "run.gpx"
    path.write_bytes(f'<?xml version="1.0" encoding="{encoding}"?>a-'.encode() + b"zz9" * 100_000)
    with pytest.raises(UsageError, match="damaged or not what its name says"):
        read_pace(path)


def test_a_leap_of_the_position_is_a_gap(tmp_path):
    path = write_gpx(tmp_path / "run.gpx", SECONDS)
    lines = path.read_text(encoding="utf-8").split("<trkpt")
    far = re.sub(r'lat="([\d.-]+)"', lambda m: f'lat="{float(m[1]) + 0.05}"', lines[100])
    path.write_text("<trkpt".join([*lines[:100], far, *lines[101:]]), encoding="utf-8")
    speed, _ = read_pace(path).at(np.array([50.0, 98.5, 99.0, 99.5, 106.0]))
    assert speed[[0, 4]] == pytest.approx(3.0, abs=0.02)
    assert np.isnan(speed[1:4]).all()


@pytest.mark.parametrize("recorded", [-5.0, 1e9, math.inf])
def test_a_recorded_speed_that_nobody_runs_is_not_taken(tmp_path, recorded):
    pace = read_pace(write_gpx(tmp_path / "run.gpx", SECONDS, own_speed=recorded))
    assert pace.at(np.array([50.0]))[0] == pytest.approx(3.0, abs=0.02)  # from the positions


def test_a_wrong_checksum_is_damage_and_prints_nothing(tmp_path, recwarn, capfd):
    path = write_fit(tmp_path / "run.fit", SECONDS)
    data = bytearray(path.read_bytes())
    data[-1] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(UsageError, match="damaged"):
        read_pace(path)
    assert capfd.readouterr().err == ""
    assert not recwarn.list


@pytest.mark.parametrize("kind", ["gpx", "tcx", "fit", "csv"])
def test_a_pipe_is_refused_at_once(tmp_path, kind):
    path = tmp_path / f"pipe.{kind}"
    os.mkfifo(path)
    with pytest.raises(UsageError, match="is a pipe"):
        read_pace(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"gone\.gpx cannot be read"):
        read_pace(tmp_path / "gone.gpx")


@pytest.mark.parametrize("kind", ["gpx", "tcx", "fit"])
def test_a_missing_package_is_named_with_how_to_get_it(tmp_path, monkeypatch, kind):
    real = builtins.__import__

    def without(name, *rest):
        if name.split(".")[0] in ("gpxpy", "tcxreader", "fitdecode"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name.split(".")[0])
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    path = tmp_path / f"run.{kind}"
    path.write_text("x")
    with pytest.raises(UsageError, match=r"pip install '\.\[pace\]'"):
        read_pace(path)
