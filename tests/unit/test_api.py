"""The package as Python sees it: what it offers, when it is loaded, and how it is described."""

import inspect
import json
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version

import pytest

import posture
from posture.settings.options import Settings

OF_ONE_RUN = {"pain_onset", "pace", "pace_offset"}


def python(code):
    """Run code in a Python of its own and return what it prints as JSON."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_everything_that_is_offered_is_there():
    assert set(posture.__all__) <= set(dir(posture))
    for name in posture.__all__:
        assert getattr(posture, name) is not None, name
    with pytest.raises(AttributeError, match="has no attribute 'analyse'"):
        _ = posture.analyse


def test_the_version_is_that_of_the_package():
    assert posture.__version__ == version("running-posture")


def test_the_package_loads_nothing_before_it_is_asked_for():
    loaded = python(
        "import sys, json, posture\n"
        "before = [name for name in ('numpy', 'pandas', 'importlib.metadata') "
        "if name in sys.modules]\n"
        "listed = 'analyze' in dir(posture)\n"
        "posture.load_run\n"
        "print(json.dumps([before, listed, 'pandas' in sys.modules]))"
    )
    assert loaded == [[], True, True]


def test_compare_is_the_function_whatever_is_imported():
    import_module("posture.comparison")
    assert posture.compare is import_module("posture.api").compare
    assert inspect.isfunction(posture.compare)


@pytest.mark.parametrize("name", ["analyze", "compare", "analyze_pieces"])
def test_each_option_is_shown_with_its_default(name):
    function = getattr(posture, name)
    shown = inspect.signature(function).parameters
    options = Settings.options()
    expected = set(options) - (OF_ONE_RUN if name == "compare" else set())
    own = {"file", "early_video", "late_video", "videos", "at", "out", "progress", "announce"}
    assert set(shown) - own == expected
    assert shown["facing"].default == "auto"
    assert shown["early"].default is None
    assert shown["video"].default is True
    assert shown["smallest"].default is None
    assert all(shown[option].kind is inspect.Parameter.KEYWORD_ONLY for option in expected)


@pytest.mark.parametrize("name", ["analyze", "compare", "analyze_pieces"])
def test_each_option_is_described_in_the_docstring(name):
    text = inspect.getdoc(getattr(posture, name))
    section = text.split("Other Parameters\n----------------\n")[1].split("\n\nReturns\n")[0]
    described = [line.split(" : ")[0] for line in section.splitlines() if line[0] != " "]
    left_out = OF_ONE_RUN if name == "compare" else set()
    assert described == [option for option in Settings.options() if option not in left_out]
    assert "facing : Literal['auto', 'left', 'right'], default 'auto'\n" in section
    assert "\n    Early window, 6:00-7:00 or 0%-20%. Without it" in section
    assert max(map(len, text.splitlines())) < 160


def test_several_videos_are_told_what_to_call(tmp_path):
    with pytest.raises(posture.UsageError, match=r"posture\.analyze_pieces\(\[\.\.\.\], at="):
        posture.analyze(["a.mp4", "b.mp4"], out=tmp_path / "run")
