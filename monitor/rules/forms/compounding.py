"""Compounding: how a language makes one word of two (Bahnstreik, Tarifverhandlung, tågstrejk).

Without this module German, Dutch and Nordic rules would miss the very words that headlines there
are made of. Here is what each language allows, and which words only look like compounds;
``words.compounds`` decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from monitor.text import fold

_SHORTEST_APART: Final = 5  # letters of a beginning in ``Compounding.apart``


def _set(text: str) -> frozenset[str]:
    return frozenset(map(fold, text.split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compounding:
    """How a language makes compounds. All words are folded."""

    links: tuple[str, ...]
    """What may stand behind any first word: Verhandlung|s|führer."""
    takes_link: tuple[str, ...]
    """Endings of first words that an s always follows: Aussicht|s|turm, no Aussicht|sturm."""
    plurals: tuple[str, ...]
    """What may stand there if the first word has such a form: Waffe|n|export, Bild|er|buch."""
    swaps: tuple[tuple[str, str], ...]
    """How a first word may end instead: Schul|streik, of Schule; kyrko|val, of kyrka."""
    short: frozenset[str]
    """First words of two and three letters. Any others would find Soldaten for Daten."""
    no_first: frozenset[str]
    """What makes another word of the second: a prefix (Über|lieferung), a part (Halb|finale)."""
    no_last: frozenset[str]
    """Suffixes (Kanzler|schaft), and what makes a place's or a person's name (Brand|en|burg)."""
    suffixes: frozenset[str] = frozenset()
    """Suffixes if nothing links them: Lohn|ende, but Krieg|s|ende."""
    never_first: frozenset[str] = frozenset()
    """Words that are another at the beginning of compounds: Dutch rechter|hand."""
    never_last: frozenset[str] = frozenset()
    """Words that make names at the end of compounds: Neu|bauer."""
    apart: frozenset[str]
    """Beginnings of words that mean nothing of what their parts say: Durchmesser, no knife."""
    nouns_have_capitals: bool = False
    shared: int = 4
    """Letters that all forms of a word begin with; Finnish lakko has lakon."""

    def is_apart(self, folded: str, own: str) -> bool:
        """Whether a word only looks like a compound of another, by one of ``apart``."""
        return any(
            folded[:end] in self.apart and not own.startswith(folded[:end])
            for end in range(_SHORTEST_APART, len(folded) + 1)
        )


_GERMAN: Final = Compounding(
    links=("s", "es"),
    takes_link=("heit", "icht", "ing", "ion", "keit", "ling", "schaft", "tat", "tum", "ung"),
    plurals=("n", "en", "er", "e"),
    swaps=(("e", ""),),
    short=_set(
        """
        abo alt amt bad bau bio bus eis eu ex gas gen hof lkw ost pkw rad see ski süd tag tee
        tod uni us web zug öl
        """
    ),
    no_first=_set(
        """
        abge abzu achtel ange anti anzu aufge aufzu auseinander ausge auszu durch einge einzu
        fehl fort halb hinter inter intra kon miss nach neben nicht nieder para poly post pseudo
        quasi rück schein selbst trans unbe unter viertel voll voran voraus wider wieder zurück
        zusammen zwischen über überein
        """
    ),
    no_last=_set(
        """
        allee ante anten ation auer bach berg berger bergs born burg burger burgs chen dorf
        enten erei feld furt gasse haft haften haftes hagen hausen heim heit heiten iert ierung
        iker ikern inen innen isch ische ismus keit keiten lein lich ling linge mann meier
        müller nische nischen nischer nisches platz schaft schaften schmidt schmitt stein
        stetter str straße tal thal tion tisch tische tischem tischen tischer tisches wald weg
        zeug
        """
    ),
    suffixes=_set(
        """
        ende endem enden ender endes freie freien freier freies lose losen loser loses neue
        neuem neuen neuer neues
        """
    ),
    never_first=_set("essen"),
    never_last=_set("bauer berger burger essen hagen hofer"),
    apart=_set(
        """
        angelernt arbeitsklima arrendator arschbombe aussichtsturm bankett bankrott beschimpf
        betriebsklima bombenfest bombensicher bombenstimm bombenwett brandakt brandgefährlich
        brandmark brandneu buchweizen bürgermeister durchmesser edelstein entfernt euskirchen
        feldkirchen feuertaufe feuerwerk fliegengewicht flughafen friedrichshafen gelsenkirchen
        germanwings geschlechtsverkehr grundstein haftpflicht haushaltsger haushaltshilf
        haushaltswar heiligenhafen hildebrand hillebrand kalorienbombe kandidat karlshafen
        kartenhaus kostenvoranschlag kraftfahr kraftstoff kraftwerk lastwagen lebenslauf
        lebensmittel leibgericht leopoldshafen lieblingsgericht ludwigshafen meilenstein
        meisterwerk milzbrand mordsg mordsk mordss neuenkirchen neunkirchen nudelgericht
        partenkirchen preisgab preisgeb preisgeg preisgek preisgibt preisgünstig preiswert
        preiszugeb saarbrücken schauspieler schiedsrichter schornstein sexbombe soldat
        sonnenbrand spezifisch steuerbord steuermann traiskirchen vereinb vereinf vereinz
        verunglimpf wahlweise weinbrand werkzeug zweibrücken
        """
    ),
    nouns_have_capitals=True,
)
_DUTCH: Final = Compounding(
    links=("s",),
    takes_link=("heid", "ing", "teit"),
    plurals=("e", "en", "n", "er"),
    swaps=(),
    short=_set("bio bom bos bus dag dak eu ex gas kip mes oud ski tv vis zee zon"),
    no_first=_set(
        """
        aange achter boven buiten door halve inge kwart mede mis neven onder over plat samen
        tegen terug tussen uitge voor weder wegge zelf zonne
        """
    ),
    no_last=_set(
        """
        achtig achtige aren baar berg berghe burg dijk donk dorp eert eren erij feld heden heid
        horst huizen ingen innen isme isten kamp laan lijk lijke loos loze mans plein schap
        steen ster sters straat teit veld
        """
    ),
    never_first=_set("rechter"),
    apart=_set(
        """
        aanslagbiljet aanslagvoet beeldbank belastingaanslag bloemkolen brandstof databank
        gegevensbank handhaven hilbrand hildebrand hillebrand luchthaven rechtbank rembrand
        scheidsrechter schoolslag spraakwater steekpartij toonbank vechtpartij vensterbank
        vuurwater waterloo zandbank zonnebrand
        """
    ),
)
_SWEDISH: Final = Compounding(
    links=("s", "e"),
    takes_link=("het", "ing", "ion", "nad", "skap"),
    plurals=(),
    swaps=(("a", ""), ("a", "e"), ("a", "o"), ("a", "u"), ("e", "")),
    short=_set("bil bio by båt el eu ex gas hav ris sex sjö sko tåg ung vin väg öl"),
    no_first=_set("efter före halv kvart mellan miss samman själv under upp åter över"),
    no_last=_set(
        """
        ade ader ades ande anden aner anter arens ares arna arnas berg borg else ende enden erna
        ernas gatan gren het heter holm isk iska iskt ism ismen ister kvist lig liga ligt lund
        mark ning ningar orna skap son sson ström torget vägen
        """
    ),
    apart=_set(
        """
        arrendator bankrutt halmstran hildebrand kandidat metropolis mjältbrand stormakt
        stormarknad stormäst stormöt
        """
    ),
)
_DANISH: Final = Compounding(
    links=("s", "e"),
    takes_link=("dom", "hed", "het", "ing", "ion", "sjon", "skab", "skap"),
    plurals=("er",),
    swaps=(("e", ""),),
    short=_set("bil bus by båd el eu ex fly gas hav ol ski sø tog vei vej år øl"),
    no_first=_set(
        """
        efter etter fram frem gen gjen halv imod kvart mellem mellom mis over sammen selv
        tilrette under
        """
    ),
    no_last=_set(
        """
        arene arens arne berg borg else elsen ende enden ender ene enes eren erne ernes gaard
        gade gaden gata gate gaten gren gård hed heden heds het heten holm ingen inger inne
        innen isk iske isme ismen lene lig lige ligt lund mark mene ning pene ring ringen salig
        salige sen skab skap sson torg torv vei veien vej vejen
        """
    ),
    apart=_set(
        """
        arrendator brandtale brannmur hildebrand hildebrandt kandidat koldbrann lufthavn
        miltbrann
        """
    ),
)
_FINNISH: Final = Compounding(
    links=("n",),
    takes_link=(),
    plurals=(),
    swaps=(("nen", "s"),),
    short=_set("eu maa sää tie työ yö"),
    no_first=_set("ala esi jälki keski läpi para puoli vasta yli"),
    no_last=_set(
        """
        aina alla alle ansa ella elta esta ilta inen isia isiä ista isän isää joiden joille
        joista joita järvi kaan kään lahti lainen laisen laiset laisia laista laisten maan massa
        masta mme mäki naan nassa nasta niemi nään oina oita osta salo ssaan tuista
        """
    ),
    apart=_set("henkilökun ihmiskun kandidaat seurakun valtakun yhteiskun"),
    shared=3,
)
REGIONS: Final = _set(
    """
    etelä gross indo itä klein länsi mellan mittel neu nieder noord noordoost noordwest nord
    nordost nordvest nordväst nordwest nordöst norr norra ober oost ost pohjois schwarz sowjet
    sued syd sydväst sydöst söder södra sør süd südost südwest unter vest väst väster västra
    weiss west wit zentral zuid zuidoost zuidwest öst öster
    """
)
"""What makes another country of one: Südkorea, Weißrussland, Noord-Ierland."""

_LANGUAGES: Final = {
    "de": _GERMAN, "nl": _DUTCH, "sv": _SWEDISH, "fi": _FINNISH,
    **dict.fromkeys(("da", "no", "nb", "nn"), _DANISH),
}  # fmt: skip


def compounding_of(lang: str) -> Compounding | None:
    """How a language makes compounds; None for one that makes none, or of which we don't know."""
    return _LANGUAGES.get(lang)
