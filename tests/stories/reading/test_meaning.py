"""What an item's words mean, all in all."""

import numpy as np
import pytest

from monitor.stories.reading.meaning import meaning
from monitor.stories.reading.signature import Reader


def test_an_item_has_a_meaning_in_english_only(zipf, item):
    reader = Reader(zipf)
    english = meaning(reader.signature(item("Vestby quits", summary="The governor leaves")))
    assert english is not None
    assert len(english.title_weights) == 2
    assert len(english.words) == 4
    assert np.linalg.norm(english.of_title) == pytest.approx(1, abs=1e-5)
    assert meaning(reader.signature(item("Vestby tritt zurück", lang="de"))) is None
    assert meaning(reader.signature(item("…"))) is None


def test_titles_that_mean_the_same_are_near(zipf, item):
    reader = Reader(zipf)
    titles = "Bosch boss resigns", "Bosch chief quits", "Bosch wins lawsuit"
    one, same, other = (meaning(reader.signature(item(title))).of_title for title in titles)
    assert one @ same > one @ other
