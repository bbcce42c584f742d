"""[judge] and ``about``."""

from __future__ import annotations

import pytest

from monitor.errors import ConfigError
from monitor.judge.model import Judge

RULE = '[[rules]]\nname = "Apple"\nmatch = "apple"\nabout = "the company,\\n  not fruit"\n'


def judge(text, folder, **environ):
    return folder.load(f"[judge]\n{text}\n{RULE}", **environ).judge


def test_a_model_is_an_address_and_a_name(folder):
    found = judge('url = "http://localhost:11434/v1"\nmodel = "llama3.2"', folder)
    assert found == Judge(url="http://localhost:11434/v1", model="llama3.2")
    assert (found.per_minute, found.host) == (20, "localhost:11434")


def test_a_key_is_read_by_reference_and_never_shown(folder):
    text = 'url = "https://models.example/v1"\nmodel = "m"\nkey = "env:MODEL_KEY"'
    found = judge(text, folder, MODEL_KEY="sk-canary")
    assert found.key == "sk-canary"
    assert "canary" not in repr(found)


def test_there_may_be_none_or_it_may_be_switched_off(folder):
    assert folder.load(RULE).judge is None
    assert judge('url = "http://x.example/v1"\nmodel = "m"\nenabled = false', folder) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('url = "localhost:11434"\nmodel = "m"', "begins, such as"),
        ('url = "http://x.example:abc/v1"\nmodel = "m"', "begins, such as"),
        ('url = "http://x.example/v1#key"\nmodel = "m"', "must hold no key"),
        ('url = "http://u:p@x.example/v1"\nmodel = "m"', "must hold no key"),
        ('url = "http://x.example/v1?key=1"\nmodel = "m"', "must hold no key"),
        ('url = "http://x.example/v1"\nmodel = " "', "name a model"),
        ('url = "http://x.example/v1"', "is missing"),
        ('url = "http://x.example/v1"\nmodel = "m"\nper_minute = 0', "at least 1"),
        ('url = "http://x.example/v1"\nmodel = "m"\nkey = "env:NOWHERE"', "NOWHERE"),
    ],
)
def test_a_mistake_says_what_to_write(text, words, folder):
    with pytest.raises(ConfigError, match="judge") as error:
        judge(text, folder)
    assert words in str(error.value)


def test_a_sentence_is_one_line_and_goes_to_the_policy(folder):
    config = folder.load(f'[judge]\nurl = "http://x.example/v1"\nmodel = "m"\n{RULE}')
    assert config.policies["Apple"].about == "the company, not fruit"


def test_a_sentence_without_a_model_is_warned_of(folder):
    (warning,) = [each for each in folder.load(RULE).warnings if "about" in each.path]
    assert "there is no [judge]" in warning.message
