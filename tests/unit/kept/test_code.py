"""The checksum of code changes with what the code does, and with nothing else."""

from __future__ import annotations

import pytest

from posture.kept import hash_code

CODE = '''"""Doc."""
X = 1
"""Of X."""

def f(a):
    """Doc."""
    return a + X  # why
'''


@pytest.fixture
def hashed(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(text: str, name: str = "some_code") -> str | None:
        (tmp_path / f"{name}.py").write_text(text)
        return hash_code([name])

    return make


def test_words_do_not_count(hashed):
    bare = "X = 1\ndef f( a ):\n    return (a + X)\n"
    assert hashed(CODE) == hashed(bare) == hashed(CODE.replace("why", "because"))
    assert len(hashed(CODE)) == 64


@pytest.mark.parametrize(
    ("old", "new"),
    [("X = 1", "X = 2"), ("a + X", "X + a"), ("return a", "a = 'Doc.'\n    return a")],
)
def test_what_it_does_counts(hashed, old, new):
    assert hashed(CODE) != hashed(CODE.replace(old, new))


def test_the_name_and_every_module_count(hashed):
    assert hashed("X = 1") != hashed("X = 1", "other_code")
    assert hash_code(["some_code", "other_code"]) != hash_code(["other_code", "some_code"])


def test_code_that_cannot_be_read(hashed):
    assert hash_code(["no_such_code"]) is None
    assert hash_code(["no.such.code"]) is None
    assert hash_code(["sys"]) is None
    assert hashed("X = (") is None
