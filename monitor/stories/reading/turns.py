"""Turns: words of a headline that say that an event has been taken further, and how.

    China approves Apple's AI           China denies it approved Apple's AI
    Shooting at a mall in Denver        Suspect in Denver mall shooting arrested

The second has nearly all its words from the first, and comes hours later: to the models it is one
more report. But what is denied, each stage of a case in court, and who resigns, is news of its own.
Without this module it would never be told. Only such words are here as cost hardly a second alert
on the labelled desks (docs/stories.md): "ends" and "suspends" would. Some count only after others:
who was missing is found.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto
from typing import Final

from monitor.text import fold


class Turn(Enum):
    """How an event was taken further."""

    DENIED = auto()
    CONFIRMED = auto()
    """Counts only where it was denied before."""
    ARREST = auto()
    CHARGE = auto()
    VERDICT = auto()
    SENTENCE = auto()
    APPROVAL = auto()
    DELAY = auto()
    RESUMPTION = auto()
    LAWSUIT = auto()
    APPEAL = auto()
    RESIGNATION = auto()
    FAILURE = auto()
    """Of talks."""
    RELEASE = auto()
    """Of hostages."""
    BAIL = auto()
    HIGHER_BID = auto()
    VOTE = auto()
    """How it ended, where that has a word of its own."""
    REJECTION = auto()
    CANCELLATION = auto()
    WITHDRAWAL = auto()
    """Of a candidate or competitor, also by others' will."""
    REPETITION = auto()
    FOUND = auto()
    """Counts only where somebody was missing before."""
    DEATH = auto()
    """Counts only where somebody was close to it before."""


# Words joined by a plus count where all of them stand in a headline.
_WORDS: Final = {
    Turn.DENIED: """
        deny denies denied denying denial denials refutes refuted rebuts rebutted debunks debunked
        dementiert dementieren bestreitet bestreiten dément démentent démenti niega niegan desmiente
        desmienten smentisce smentiscono smentita desmente desmentem ontkent ontkennen nekar
        dementerar benægter avkrefter zaprzecza zaprzeczają dementuje popírá vyvrací
        опроверг опровергла опровергли опровергает отрицает отрицают заперечує спростував yalanladı
        否认 否認
    """,
    Turn.CONFIRMED: """
        confirm confirms confirmed confirming confirmation admit admits admitted admitting
        acknowledges acknowledged concedes conceded bestätigt bestätigen confirme confirment avoue
        conferma confermano ammette confirma confirman confirmam admite bevestigt bekräftar
        bekræfter bekrefter potwierdza potwierdził potvrdil potvrzuje подтвердил подтвердила
        подтвердили подтверждает підтвердив doğruladı 证实 證實
    """,
    Turn.ARREST: """
        arrest arrests arrested arresting detained detains custody apprehended festgenommen
        verhaftet festnahme arrêté arrêtée arrêtés arrestation interpellé interpellés detenido
        detenida detenidos detención arrestado arrestato arrestati arresto detido detidos
        aangehouden gearresteerd anholdt häktad pidätetty zatrzymany zatrzymano
        aresztowany zatčen арестован арестованы задержан задержаны затримано gözaltına tutuklandı
    """,
    Turn.CHARGE: """
        charged indicted indicts indictment arraigned angeklagt anklage inculpé inculpée
        imputado imputada imputados incriminato indiciado åtalas tiltalt oskarżony
        обвинение обвинён предъявлено
    """,
    Turn.VERDICT: """
        convicted convicts conviction guilty acquitted acquits acquittal verdict freigesprochen
        schuldspruch freispruch coupable acquitté relaxé culpable absuelto absuelta colpevole
        assolto assolti inocentado absolvido vrijgesproken frikänd frikendt оправдан виновным
    """,
    Turn.SENTENCE: """
        sentenced sentence sentences jailed prison verurteilt haft gefängnis condamné condamnée
        condenado condenada prisión condannato condannata carcere veroordeeld dömd
        dømt skazany więzienia приговорён приговор приговорили
    """,
    Turn.APPROVAL: """
        approve approves approved approval approving clears cleared greenlights greenlit genehmigt
        billigt approuve approuvé aprueba aprobado approva approvato aprova aprovado keurt
        goedgekeurd godkänner godkender godkjenner zatwierdza одобрил одобрила одобрили
    """,
    Turn.DELAY: """
        delays delayed postpones postponed verschiebt verschoben aplaza aplazado aplazada retrasa
        rinvia rinviato rinviata adia adiado adiada uitgesteld skjuter udskyder utsetter
        leaders+delay delay+vote delay+deal delay+decision postpone puts+off put+off pushes+back
        pushed+back odracza отложил отложила отложили отложен
    """,
    Turn.RESUMPTION: """
        resume resumes resumed reopen reopens reopened restarts restarted restored
        restores lifts lifted fixed back+online
        wiedereröffnet rouvre reprend reanuda reabre riapre riprende retoma hervat heropent
        återupptar genoptager gjenopptar genåbner
        gjenåpner återöppnar wznawia возобновил возобновила возобновили
    """,
    Turn.LAWSUIT: """
        sue sues sued suing lawsuit lawsuits takes+court klage verklagt klagt porte+plainte
        demanda+tribunal querella denuncia+tribunal causa+tribunale processa+justiça aanklaagt
        klaagt+aan stämmer saksøker sagsøger pozywa žaluje иск
    """,
    Turn.APPEAL: """
        appeal+against appeals+against appealed+against appeal+verdict appeals+verdict appeal+ruling
        appeals+ruling appeal+court appeals+court appeal+conviction appeal+sentence appeal+fine
        files+appeal lodges+appeal vows+appeal will+appeal loses+appeal
        wins+appeal berufung+ein einspruch fait+appel faire+appel interjette
        recurre recurrirá apela ricorso+contro ricorre recorre beroep överklagar anker+dom
        odwołanie apelację апелляцию
    """,
    Turn.RESIGNATION: """
        resigns resigned resignation quits steps+down stepping+down stands+down rücktritt
        tritt+zurück zurückgetreten démissionne démission dimite dimisión renuncia+cargo
        dimette dimissioni demite+se renúncia treedt+af stapt+op avgår trekker+seg trækker+sig
        rezygnuje dymisja rezignuje отставку istifa
    """,
    Turn.FAILURE: """
        talks+collapse talks+collapsed talks+fail talks+failed talks+walks+out talks+walk+out
        talks+break+down talks+breaks+down talks+broke+down verhandlungen+gescheitert
        verhandlungen+scheitern gespräche+gescheitert négociations+échouent négociations+échec
        negociaciones+fracasan trattative+fallite negociações+fracassam переговоры+провалились
    """,
    Turn.RELEASE: """
        hostages+free hostages+freed hostages+frees hostages+released hostages+release hostage+freed
        hostage+released hostages+safe hostages+rescued hostage+rescued hostages+leave hostages+left
        hostages+storm hostages+storms hostages+stormed geiseln+freigelassen geiseln+befreit
        geisel+freigelassen otages+libérés otage+libéré rehenes+liberados
        ostaggi+liberati reféns+libertados заложники+освобождены
    """,
    Turn.BAIL: "bail kaution sous+caution fianza cauzione borgtocht kaucją kauci залог",
    Turn.HIGHER_BID: """
        raises+bid raised+bid raises+offer raised+offer sweetens+bid sweetens+offer sweetened+bid
        sweetened+offer ups+bid ups+offer increases+bid increases+offer higher+bid higher+offer
        improved+bid improved+offer erhöht+angebot relève+offre mejora+oferta alza+offerta
        verhoogt+bod
    """,
    Turn.VOTE: """
        survives+vote survived+vote survives+impeachment survives+motion wins+vote loses+vote
        lost+vote vote+fails vote+failed veto vetoes vetoed vetos ratify ratifies ratified
    """,
    Turn.REJECTION: """
        rejects rejected turns+down turned+down refuses refused rebuffs rebuffed spurns spurned
        lehnt+ab abgelehnt rejette rejeté rechaza rechazado respinge respinto rejeita wijst+af
        avvisar avslår odrzuca отклонил отклонила
    """,
    Turn.CANCELLATION: """
        withdraw+strike scrubs scrubbed scraps scrapped cancels
        cancelled canceled abgesagt annulé annulée cancelado cancelada annullato revocato
        desconvocada desconvocan afgelast inställt aflyst avlyst odwołany odwołano отменил отменили
    """,
    Turn.WITHDRAWAL: """
        withdraws withdrew withdrawn withdraw+bid pulls+out pulled+out drops+out dropped+out
        disqualified disqualifies zieht+zurück retire+candidature
        retira+candidatura ritira+candidatura
    """,
    Turn.REPETITION: "again erneut opnieuw znowu снова",
    Turn.FOUND: """
        found located rescued recovered gefunden aufgefunden retrouvé retrouvée hallado hallada
        encontrado encontrada ritrovato ritrovata trovato trovata gevonden aangetroffen hittad
        fundet funnet odnaleziony odnaleziona znaleziono найден найдена знайшли
    """,
    Turn.DEATH: """
        dies died dead death stirbt gestorben tot meurt décédé décédée décès muere murió fallece
        morto morta muore morre sterft overleden dör död dør zmarł zmarła умер умерла
    """,
}
# Those that count only where a report has one of these words: a body is found in many an event's
# first report.
_AFTER: Final = {
    Turn.FOUND: """
        missing disappeared disappearance disappears search searches vermisst vermisste vermisster
        vermissten suche disparu disparue disparition desaparecido desaparecida scomparso scomparsa
        vermist försvunnen savnet zaginiony zaginęła пропал пропала зник зникла
    """,
    Turn.DEATH: """
        coma critical critically koma lebensgefahr lebensgefährlich critico crítico crítica
        krytycznym коме реанимации
    """,
}
_BEFORE: Final = {turn: frozenset(map(fold, words.split())) for turn, words in _AFTER.items()}
_TURN_OF: Final = {
    tuple(map(fold, entry.split("+"))): turn
    for turn, entries in _WORDS.items()
    for entry in entries.split()
}
_BY_WORD: Final = {words[0]: turn for words, turn in _TURN_OF.items() if len(words) == 1}
_BY_WORDS: Final = [(frozenset(words), turn) for words, turn in _TURN_OF.items() if len(words) > 1]


def turns(words: Iterable[str]) -> frozenset[Turn]:
    """Return how words, as they are written, say that an event was taken further."""
    folded = set(map(fold, words))
    found = {_BY_WORD[word] for word in folded & _BY_WORD.keys()}
    return frozenset(found | {turn for all_, turn in _BY_WORDS if all_ <= folded})


def that_count(said: Iterable[Turn], before: Iterable[str]) -> frozenset[Turn]:
    """Return those turns that count after what an event's reports say, as it is written there."""
    conditional = _BEFORE.keys() & set(said)
    folded = set(map(fold, before)) if conditional else set()
    return frozenset(said) - {turn for turn in conditional if folded.isdisjoint(_BEFORE[turn])}
