"""Folders that are no run, or a damaged one: one sentence, exit code 2, and nothing left behind."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from helpers_run import make_run

from posture import cli
from posture.cli_errors import run_app
from posture.results.run import write_data

KIND = "run folders"
#: What may stand where something else should.
ODD: tuple[Any, ...] = (None, True, -1, 1e308, "", "text", [], [[]], {}, {"a": None}, [1, "a"])
#: Contents of a damaged file.
CONTENTS = {
    "empty": b"",
    "text": b"text",
    "zeros": bytes(1000),
    "half a number": b'{"schema_version": 1e',
    "not a number": b'{"schema_version": NaN}',
    "too large a number": b'{"schema_version": 1e400}',
    "nested": b"[" * 100_000,
    "no text": b'{"\xff\xfe": 1}',
    "a list": b"[]",
    "twice": b"{}{}",
}
FILES = ("summary.json", "frames.parquet", "strides.parquet")
Damage = Callable[[Path], None]


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in nested JSON."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(child, (*path, key))


def _put(folder: Path, place: tuple[Any, ...], odd: Any) -> None:
    """Put an odd value at a place of summary.json; remove what is there if it is ``...``."""
    path = folder / "summary.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    parent = values
    for key in place[:-1]:
        parent = parent[key]
    if odd is ...:
        del parent[place[-1]]
    else:
        parent[place[-1]] = odd
    path.write_text(json.dumps(values), encoding="utf-8")


def _change_column(folder: Path, file: str, column: str, kind: str) -> None:
    table = pd.read_parquet(folder / file)
    if kind == "missing":
        table = table.drop(columns=column)
    elif kind == "texts":
        table[column] = "text"
    elif kind == "times":
        table[column] = pd.Timestamp("2026-01-01")
    elif kind == "lists":
        table[column] = pd.Series([[1]] * len(table))
    else:
        table[column] = np.inf
    table.to_parquet(folder / file)


def damages() -> dict[str, Damage]:
    """Every damage by its name."""
    found: dict[str, Damage] = {}
    for file in FILES:
        for name, content in CONTENTS.items():
            found[f"{file}: {name}"] = lambda f, file=file, c=content: (f / file).write_bytes(c)
        found[f"{file} is missing"] = lambda f, file=file: (f / file).unlink()
        found[f"{file} is a folder"] = lambda f, file=file: _replace(f / file, Path.mkdir)
        found[f"{file} is a pipe"] = lambda f, file=file: _replace(f / file, os.mkfifo)
    run = make_run()
    for number, place in enumerate(_places(run.summary)):
        for odd in (ODD[number % len(ODD)], ODD[(number * 7 + 3) % len(ODD)], ...):
            name = f"{'.'.join(map(str, place))} is {odd!r}"
            found[name] = lambda f, p=place, odd=odd: _put(f, p, odd)
    for file, table in (("frames.parquet", run.frames), ("strides.parquet", run.strides)):
        for column in table:
            for kind in ("missing", "texts", "times", "lists", "infinite"):
                found[f"{file}: {column} {kind}"] = lambda f, a=(file, column, kind): (
                    _change_column(f, *a)
                )
    return found


def _replace(path: Path, make: Callable[[Path], None]) -> None:
    path.unlink()
    make(path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    write_data(make_run(), folder)
    return folder


def try_damage(whole: Path, folder: Path, damage: Damage, capsys, monkeypatch) -> tuple[int, str]:
    """Damage a copy of the folder and draw its drift; the exit code, and what is wrong."""
    folder.mkdir()
    for path in whole.iterdir():
        if path.name in FILES:
            (folder / path.name).write_bytes(path.read_bytes())
    damage(folder)
    before = sorted(path.name for path in folder.iterdir())
    place = folder.parent / f"{folder.name}.png"
    monkeypatch.setattr(sys, "argv", ["posture", "plot", str(folder), "--out", str(place)])
    code = run_app(cli.app)
    out, err = capsys.readouterr()
    after = sorted(path.name for path in folder.iterdir())
    if after != before:
        return code, f"left {after}"
    if code == 0:
        return code, "" if place.is_file() and not err else f"no chart: {err!r}"
    if place.exists():
        return code, "half a chart is left"
    if code != 2 or not err.startswith("posture: ") or (out + err).count("\n") != 1:
        return code, f"exit {code}: {(out + err)[-300:]!r}"
    return code, ""


def try_some(names: list[str], whole, tmp_path, capsys, monkeypatch) -> list[str]:
    """Try damages by name; count exit codes, print them, and list what is wrong."""
    known = damages()
    codes: Counter[int] = Counter()
    wrong = []
    for number, name in enumerate(names):
        folder = tmp_path / str(number)
        code, fault = try_damage(whole, folder, known[name], capsys, monkeypatch)
        codes[code] += 1
        if fault:
            wrong.append(f"{name}: {fault}")
    print(dict(codes))
    return wrong


def test_some_damaged_folders(whole, tmp_path, capsys, monkeypatch, tally):
    names = list(damages())
    chosen = [*names[::150], *(name for name in names if "nested" in name or "pipe" in name)]
    tally(KIND, len(chosen), try_some(chosen, whole, tmp_path, capsys, monkeypatch))


@pytest.mark.slow
def test_every_damaged_folder(whole, tmp_path, capsys, monkeypatch, tally):
    names = [name for name in damages() if not name.startswith(("settings.", "provenance."))]
    tally(KIND, len(names[::3]), try_some(names[::3], whole, tmp_path, capsys, monkeypatch))
