"""What a list of words is searched for holds every form, and little else."""

from __future__ import annotations

from monitor.rules.forms.candidates import candidates, of_same_script
from monitor.rules.forms.lemmas import NO_LEMMAS, Lemmas, digest


def test_a_dictionary_is_read_backwards():
    lemmas = Lemmas.of([("women", "woman"), ("men", "man"), ("womanly", "woman")])
    assert candidates("woman", "en", lemmas).digests == {digest("women"), digest("womanly")}
    assert digest("woman") in candidates("women", "en", lemmas).digests


def test_irregular_english_forms_and_those_of_a_table_are_spelled_out():
    assert "bought" in candidates("buy", "en", NO_LEMMAS).words
    assert {"praze", "prahy", "prahou"} <= candidates("praha", "cs", NO_LEMMAS).words
    assert "בישראל" in candidates("ישראל", "he", NO_LEMMAS).words


def test_only_languages_written_in_a_words_letters_are_asked():
    langs = ["cs", "de", "el", "he", "hi", "sr", "uk"]
    assert of_same_script("praha", langs) == ["cs", "de", "sr"]
    assert of_same_script("київ", langs) == ["sr", "uk"]
    assert of_same_script("ישראל", langs) == ["he"]
