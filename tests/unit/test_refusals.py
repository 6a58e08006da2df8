"""Every refusal of a film names what is seen in it, and the one thing to do."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import posture

PACKAGE = Path(posture.__file__).parent
#: Verbs with which the one thing to do begins.
TO_DO = re.compile(r"\b(film|point|put|step back|give|export|choose|go nearer)\b")


def refusals() -> dict[str, str]:
    """The text of every `NoRunnerError` that the package raises, by where it stands."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Raise)
                and isinstance(node.exc, ast.Call)
                and getattr(node.exc.func, "id", "") == "NoRunnerError"
                and node.exc.args
            ):
                found[f"{path.relative_to(PACKAGE)}:{node.lineno}"] = text_of(node.exc.args[0])
    return found


def text_of(node: ast.expr) -> str:
    """The text of a message; what is filled in stands as its own code in braces."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return "{" + ast.unparse(node.value) + "}"
    return ast.unparse(node)


#: Those that only pass on another one.
PASSED_ON = re.compile(r": \{(error|run\.results\.failure)\}$")
OWN = {place: text for place, text in refusals().items() if not PASSED_ON.search(text)}


def test_all_of_them_are_printed():
    for place, text in OWN.items():
        print(f"{place}\n    {text}")
    assert len(OWN) >= 8


@pytest.mark.parametrize("text", OWN.values(), ids=OWN.keys())
def test_each_says_what_is_seen_and_what_to_do(text: str):
    seen, _, to_do = text.rpartition(";")
    assert seen.strip(), "what is seen comes first, then a semicolon"
    assert TO_DO.search(to_do) or "{advice}" in to_do, to_do
    assert not text.endswith(".")
    assert "error" not in text.lower()
