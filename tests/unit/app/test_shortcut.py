"""The icon on the desktop holds the command line, on each system in its own way."""

import configparser
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from posture.app import shortcut
from posture.app.shortcut import write_shortcut
from posture.errors import UsageError

ODD = "/home/me/100% of `my` $runs"


def unquote(text):
    """Words of an Exec line, as the Desktop Entry Specification reads them."""
    string = text.replace("\\\\", "\\")  # as every string of such a file
    words = re.findall(r'"((?:\\.|[^"\\])*)"', string)
    return [re.sub(r"\\(.)", r"\1", word).replace("%%", "%") for word in words]


@pytest.mark.skipif(os.name == "nt", reason="modes of Unix")
def test_on_linux_it_is_a_desktop_entry(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    path = write_shortcut(["--folder", ODD], tmp_path)
    assert path.name == "posture.desktop"
    assert path.stat().st_mode & stat.S_IXUSR
    entry = configparser.ConfigParser(interpolation=None, strict=True)
    entry.optionxform = str
    entry.read(path)
    found = entry["Desktop Entry"]
    assert found["Type"] == "Application"
    expected = [sys.executable, "-m", "posture", "app", "--folder", ODD]
    assert unquote(found["Exec"]) == expected
    assert Path(found["Icon"]).is_file()


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix")
def test_on_macos_it_is_a_script_that_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    path = write_shortcut(["--help"], tmp_path)
    assert path.name == "posture.command"
    ran = subprocess.run([path], capture_output=True, text=True, check=True, timeout=120)
    assert "--stop-after" in ran.stdout


def test_on_windows_it_is_a_batch_file(monkeypatch):
    monkeypatch.setattr(shortcut.os, "name", "nt")
    ending, text = shortcut._write(["C:\\Program Files\\python.exe", "-m", "posture", "app"])
    monkeypatch.undo()
    assert ending == ".bat"
    assert '"C:\\Program Files\\python.exe" -m posture app\r\n' in text


def test_without_a_desktop_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_desktop_path", lambda: tmp_path / "none")
    with pytest.raises(UsageError, match="there is no desktop"):
        write_shortcut([])
    with pytest.raises(UsageError, match="cannot be written"):
        write_shortcut([], tmp_path / "none")
