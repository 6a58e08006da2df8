import re
from typing import get_args

import pytest

from posture.comparison.types import Verdict
from posture.measures import KEY_MEASURES, find_measure
from posture.results.glossary import GLOSSARY, define


def test_every_word_has_one_meaning():
    words = [word for term in GLOSSARY for word in (term.name, *term.also)]
    assert len(words) == len(set(words))
    assert define("Toe-off") == define("toe-off")
    assert define("lumbar lordosis") == define("low-back arch")


def test_the_words_that_decide_are_defined():
    titles = [find_measure(name).words.title for name in KEY_MEASURES]
    for word in (*get_args(Verdict), *titles, "counts from", "95 % interval", "cadence", "stance"):
        if word != "no detectable change":  # of runs of versions before
            assert define(word), word


def test_a_word_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        define("wingspan")


@pytest.mark.parametrize("term", GLOSSARY, ids=lambda term: term.name)
def test_a_meaning_is_short_and_plain(term):
    assert 25 < len(term.meaning) <= 200
    assert term.meaning.endswith(".")
    assert not re.search(r"\b(normal|abnormal|healthy|bad|good|wrong|injur)", term.meaning, re.I)


def test_uncertain_is_told_apart_from_no_change():
    assert "not the same as no change" in define("uncertain")
