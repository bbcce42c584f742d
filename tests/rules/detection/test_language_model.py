"""The model of languages says what py3langid says, from a tenth of the memory."""

from itertools import product

import numpy as np
import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from monitor.rules.detection import language_of as language_of_module
from monitor.rules.detection.language_model import LanguageModel
from monitor.rules.detection.language_of import language_of

# To read the models takes a second each: one process does.
pytestmark = pytest.mark.xdist_group("language_model")
LANGUAGES = [
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "hu", "ro",
    "tr", "ca", "id", "ru", "uk", "bg", "sr", "mk",
]  # fmt: skip
SENTENCES = {
    "en": "Dozens of bakers marched through town because flour has become too dear",
    "de": "Der Gemeinderat beschloss gestern, die alte Brücke für Radfahrer zu öffnen",
    "fr": "La mairie a décidé hier d'ouvrir le vieux pont aux cyclistes dès l'été",
    "es": "El ayuntamiento decidió ayer abrir el viejo puente a los ciclistas este año",
    "it": "Il consiglio comunale ha deciso di aprire il vecchio ponte ai ciclisti già oggi",
    "pt": "A câmara decidiu ontem abrir a velha ponte aos ciclistas já neste verão",
    "nl": "De gemeenteraad besloot gisteren de oude brug voor fietsers open te stellen",
    "sv": "Kommunen beslutade i går att öppna den gamla bron för cyklister från och med våren",
    "fi": "Kaupunginvaltuusto päätti eilen avata vanhan sillan pyöräilijöille ensi kesänä",
    "pl": "Rada miasta postanowiła wczoraj otworzyć stary most dla rowerzystów już latem",
    "cs": "Zastupitelstvo včera rozhodlo otevřít starý most cyklistům už příští léto",
    "hu": "A képviselő-testület tegnap úgy döntött, hogy megnyitja a régi hidat a kerékpárosoknak",
    "tr": "Belediye meclisi dün eski köprüyü bu yaz bisikletlilere açmaya karar verdi",
    "ru": "Городской совет вчера решил открыть старый мост для велосипедистов этим летом",
    "uk": "Міська рада вчора вирішила відкрити старий міст для велосипедистів цього літа",
    "el": "Το δημοτικό συμβούλιο αποφάσισε χθες να ανοίξει την παλιά γέφυρα",
    "ja": "市議会は昨日、古い橋を自転車に開放することを決めた",
}
ODD = ["", " ", "a", "ab", "é", "\0\0\0", "12 345", "\ud800 lone", "e\u0301te\u0301", "ﬁ ½ ﷺ 🙂🙂"]


@pytest.fixture(scope="module")
def model():
    return LanguageModel.of(LANGUAGES)


@pytest.fixture(scope="module")
def original():
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(LANGUAGES)
    return identifier


def texts():
    """Whole sentences, beginnings, middles, shouted ones, and two languages in one text."""
    yield from ODD
    for text in SENTENCES.values():
        for start, length in product((0, 7, 20), (2, 3, 5, 9, 30)):
            yield text[start : start + length]
        yield text
        yield text.upper()
    for one, other in product(SENTENCES.values(), repeat=2):
        yield f"{one[:25]} / {other[:40]}"


def test_every_text_is_scored_as_by_the_automaton(model, original):
    scored = 0
    for text in texts():
        assert model.language_of(text) == original.classify(text)[0], text
        theirs = original._raw_score(original._encode(text))
        if theirs.min() > np.finfo(np.float32).min:  # their score where nothing is known
            assert np.array_equal(model.scores(text), theirs), text
            scored += 1
    assert scored > 400


@pytest.mark.parametrize("lang", [lang for lang in SENTENCES if lang in LANGUAGES])
def test_a_sentence_is_recognised(lang):
    assert language_of(SENTENCES[lang]) == lang


@pytest.mark.parametrize(
    ("lang", "headline"),
    [
        ("en", "Carbon taxes divide Brussels"),
        ("en", "AIRPORTS CLOSED OVER DRONES"),
        ("en", "Qzx"),
        ("fr", "Les pêcheurs bretons"),
        ("ru", "Путин не приехал на саммит"),
        ("bg", "Кметът откри новия мост за велосипедисти"),
        ("vi", "Bão vào Hà Nội"),
        ("sk", "Most pre cyklistov otvoria už v lete"),
        ("hr", "Most za bicikliste otvorit će se već ovoga ljeta"),
        ("sl", "Most za kolesarje bodo odprli že letos poleti"),
        ("et", "Vana sild avatakse jalgratturitele juba suvel"),
        ("lt", "Senas tiltas bus atvertas dviratininkams jau vasarą"),
        ("lv", "Veco tiltu velosipēdistiem atvērs jau vasarā"),
        ("fa", "پل قدیمی شهر برای دوچرخه‌سواران باز شد"),
        ("ur", "پرانا پل سائیکل سواروں کے لیے کھول دیا گیا"),
        ("ar", "فتح الجسر القديم أمام راكبي الدراجات"),
        ("mr", "जुना पूल सायकलस्वारांसाठी खुला करण्यात आला"),
        ("hi", "पुराना पुल साइकिल सवारों के लिए खोला गया"),
        ("ja", "株価続落 円高警戒 東証大引け"),
        ("zh", "市长宣布旧桥今夏开放"),
    ],
)
def test_a_short_headline_is_recognised(lang, headline):
    assert language_of(headline) == lang


def test_a_language_of_two_scripts_is_one(model):
    assert model.languages.count("sr") == 2
    assert model.language_of("Градско веће је јуче одлучило да отвори стари мост") == "sr"
    assert model.language_of("Gradsko veće je juče odlučilo da otvori stari most") == "sr"


def test_only_what_is_asked_is_kept(model):
    kept = model.grams.nbytes + model.weights.nbytes + model.hashed.nbytes
    assert kept < 7_000_000
    assert all(array.base is None for array in (model.grams, model.weights, model.hashed))


def test_it_is_built_once_for_a_folder_and_read_afterwards(tmp_path, model, monkeypatch):
    built = LanguageModel.kept_in(tmp_path, LANGUAGES)
    monkeypatch.setattr(LanguageModel, "of", None)
    read = LanguageModel.kept_in(tmp_path, LANGUAGES)
    for text in SENTENCES.values():
        assert read.language_of(text) == model.language_of(text)
        assert np.array_equal(read.scores(text), built.scores(text))


@pytest.mark.parametrize("damage", [b"", b"something else" * 200, None])
def test_a_damaged_file_of_it_is_no_model(tmp_path, model, damage):
    data = model.to_bytes()
    with pytest.raises(ValueError, match="too short|not a model"):
        LanguageModel.from_bytes(data[:-7] if damage is None else damage)


def test_without_room_to_unpack_the_model_a_language_is_unknown(monkeypatch, tmp_path):
    language_of_module._models.cache_clear()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    monkeypatch.setattr(language_of_module, "AGAIN_AFTER", 2)
    assert language_of(SENTENCES["fr"]) == ""
    monkeypatch.setattr("tempfile.tempdir", None)
    # It isn't tried for each text; but Chinese is told by its script.
    assert language_of("市长宣布旧桥今夏开放") == "zh"
    assert language_of(SENTENCES["fr"]) == "fr"
    language_of_module._models.cache_clear()
