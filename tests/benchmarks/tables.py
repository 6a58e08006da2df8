"""Results of the benchmarks as files: few lines of JSON, and the single cases as Parquet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from posture.utils.files import whole_file

#: Objects and lists are spread over lines down to this depth; what lies deeper is one line.
DEPTH = 4


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON that a person can read and `git diff` can show, whole or not at all."""
    write_text(path, lines_of(value) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text, whole or not at all."""
    with whole_file(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def lines_of(value: Any, depth: int = DEPTH, indent: str = "") -> str:
    """Return a value as JSON: one entry a line down to a depth, compact below it."""
    if not depth or not isinstance(value, dict | list) or not value:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    inner = indent + " "
    if isinstance(value, dict):
        entries = [
            f"{inner}{json.dumps(key)}: {lines_of(item, depth - 1, inner)}"
            for key, item in value.items()
        ]
        return "{\n" + ",\n".join(entries) + f"\n{indent}}}"
    entries = [inner + json.dumps(item, ensure_ascii=False, allow_nan=False) for item in value]
    return "[\n" + ",\n".join(entries) + f"\n{indent}]"


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as Parquet, whole or not at all."""
    with whole_file(path) as unfinished:
        table.to_parquet(unfinished, index=False)
