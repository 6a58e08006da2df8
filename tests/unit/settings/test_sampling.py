"""How a long video is sampled, as users write it."""

import pytest

from posture.errors import UsageError
from posture.settings import Settings
from posture.settings.sampling import Sampling, parse_sampling


@pytest.mark.parametrize("text", ["120:30", "2:00:0:30", " 120:30 ", "120.0:30.0"])
def test_seconds_or_minutes_and_seconds(text):
    assert parse_sampling(text.strip()) == Sampling(120.0, 30.0)
    assert Settings.build(sample=text).sample == "120:30"


@pytest.mark.parametrize("word", ["auto", "all"])
def test_words_stay_as_they_are(word):
    assert Settings.build(sample=word).sample == word


@pytest.mark.parametrize("text", ["often", "", "120", "1:2:3", "120:", ":30", "50%:10", "a:b"])
def test_what_is_no_sampling_is_refused_in_one_sentence(text):
    with pytest.raises(UsageError, match=r"option sample: .* neither auto, all nor EVERY:FOR") as e:
        Settings.build(sample=text)
    assert "\n" not in str(e.value)


@pytest.mark.parametrize("text", ["30:120", "120:4", "0:0"])
def test_stretches_are_long_enough_and_do_not_overlap(text):
    with pytest.raises(UsageError, match=r"would measure .* measure at least 5 at a time"):
        Settings.build(sample=text)
