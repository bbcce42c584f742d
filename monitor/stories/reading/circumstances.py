"""Circumstances: what a report must have said for a later stage (``stages``) to count.

"Dies" goes on with the story of the injured, of an outbreak or of a storm; after anything else,
many an event's first report begins with it. Without these conditions much would be told twice.
"""

from __future__ import annotations

from typing import Final

from monitor.stories.reading.turn import Turn

_HURT: Final = """
    injured injures injure injuring injury injuries hurt hurts wounded wounds critical critically
    coma hospital hospitalised hospitalized ill illness sick sickened sickens poisoned poisoning
    infected infections cases outbreak burned burns shot stabbed stabbing verletzt verletzte
    verletzter verletzten lebensgefahr lebensgefährlich koma krankenhaus klinik erkrankt erkrankte
    kranke ausbruch infiziert blessé blessée blessés blessées coma hôpital hospitalisé hospitalisée
    malade malades cas intoxiqués herido herida heridos heridas hospital hospitalizado ingresado
    enfermos casos intoxicados coma ferito ferita feriti ospedale ricoverato ricoverata ricoverati
    malati casi coma ferido ferida feridos internado doentes gewond gewonden gewonde ziekenhuis ziek
    zieken zieke besmet skadad skadade skadda skadd skadet sårede sjukhus sykehus sygehus smittade
    syke ranny ranni ranna szpital szpitalu chorych śpiączce zraněných zraněno zranění nemocnici
    crítico crítica critico krytycznym
    ранены ранен пострадали больнице коме реанимации заболели
"""
_MISSING: Final = """
    missing disappeared disappearance disappears search searches vermisst vermisste vermisster
    vermissten suche disparu disparue disparus disparition desaparecido desaparecida desaparecidos
    scomparso scomparsa dispersi dispersa disperso vermist försvunnen savnet zaginiony zaginęła
    пропал пропала пропали зник зникла
"""
_STUCK: Final = """
    trapped stranded aground adrift stuck buried verschüttet eingeschlossen gestrandet coincés
    bloqués piégés atrapados atrapado varados intrappolati bloccati presos encalhado vastzit
    gestrand instängda fast uwięzieni заблокированы
"""
_HAZARD: Final = """
    storm hurricane typhoon cyclone tornado wildfire wildfires flood floods flooding quake
    earthquake landslide avalanche heatwave landfall eruption sturm orkan waldbrand hochwasser
    erdbeben unwetter überschwemmung hitzewelle tempête ouragan cyclone incendie inondations séisme
    canicule tormenta huracán incendio inundaciones terremoto ola alluvione tempesta uragano
    incendio terremoto caldo tempestade furacão incêndio enchentes storm bosbrand overstroming
    aardbeving skogsbrand översvämning skogbrann flom burza powódź pożar ураган наводнение
    землетрясение
"""
_TALKS: Final = """
    talks talk negotiations negotiate negotiating negotiators gespräche verhandlungen verhandeln
    verhandelt négociations pourparlers discussions negociaciones negocian trattative trattativa
    negoziati negociações onderhandelingen förhandlingar forhandlinger rozmowy negocjacje
    переговоры
"""
_HACK: Final = """
    hack hacked hackers hacker cyberattack cyber-attack cyberattacks cyber ransomware breach
    breached outage stolen steals theft
    hackerangriff cyberangriff hackerattacke cyberattaque piratage pirates ciberataque hackeo
    attacco+hacker hackeraanval cyberaanval cyberattack dataangrep cyberatak кибератака хакеры
"""
_FOR_SALE: Final = """
    sale interest interested weighs mulls considers considering explores eyes approach approached
    rumour rumor rumours suitor suitors talks verkauf erwägt interesse interessiert envisage
    intérêt étudie venta interés estudia vendita interesse valuta venda avalia verkoop overweegt
"""
_DUE: Final = """
    recall recalls recalled recalling rückruf zurückgerufen rappelle rappel retira retirada richiama
    ritirato recolhe terugroepactie återkallar strike strikes streik streiken grève huelga sciopero
    greve staking strejk streik strajk забастовка ceasefire cease-fire truce waffenruhe feuerpause
    trêve cessez-le-feu tregua alto cessate trégua bestand vapenvila våpenhvile rozejm перемирие
    lockdown curfew ban emergency sanctions ausgangssperre notstand sanktionen
"""
_GONE: Final = """
    resigns resigned resignation quits steps stands sacks sacked fired fires dismissed dismisses
    ousted dies died death rücktritt tritt entlassen gefeuert démissionne démission limogé
    dimite dimisión destituido cesado dimette dimissioni esonerato demitido renúncia vertrekt
    ontslagen avgår rezygnuje отставку уволен
"""
_CRACKED: Final = """
    cracks cracked crack leak gas bomb threat wildfire fire outbreak listeria salmonella ill flood
    risse riss gasleck bombe waldbrand fissures fissuré fuite grietas incendio crepe scheuren
    sprickor
"""
_FIRE: Final = """
    fire wildfire wildfires blaze bushfire outbreak aground brand waldbrand feuer grund incendie
    feu incendio fuego incêndio bosbrand skogsbrand brann pożar пожар
"""
_ACCUSED: Final = """
    dies died death dead crash blast explosion collapse fire recall recalls accused hack thesis
    fraud allegations leak ill outbreak
"""
_VOTING: Final = """
    vote votes voting election elections polls poll ballot runoff run-off wahl wahlen wählt wählen
    vote scrutin élection élections elecciones votan elezioni vota voto ballottaggio eleição
    eleições verkiezingen stemmen val valg wybory выборы
"""
_WANTED: Final = """
    bid offer interest interested want wants target talks move transfer interesse angebot offre
    intérêt oferta interés offerta piace interessa trattativa
"""
_FLAW: Final = """
    cve flaw flaws vulnerability vulnerabilities bug bugs hole backdoor patch patches patched
    schwachstelle schwachstellen sicherheitslücke sicherheitslücken lücke lücken faille failles
    vulnérabilité vulnérabilités vulnerabilidad vulnerabilidades fallo vulnerabilità falla falle
    vulnerabilidade vulnerabilidades falha lek lekken kwetsbaarheid sårbarhet sårbarhed brist luka
    podatność zranitelnost уязвимость уязвимости
"""

AFTER: Final = {
    Turn.DEATH: _HURT + _HAZARD + _STUCK + _MISSING,
    Turn.FOUND: _MISSING + _STUCK,
    Turn.EXTENSION: _DUE,
    Turn.CONTAINED: _FIRE,
    Turn.CAUSE: _HURT + _HACK,
    Turn.SIGNED: _TALKS,
    Turn.BID: _FOR_SALE,
    Turn.DEAL: _TALKS,
    Turn.LEAKED: _HACK,
    Turn.EXPLOITED: _FLAW,
    Turn.FINED: _HACK + _FLAW,
    Turn.COMPENSATION: _HACK + _FLAW,
    Turn.APOLOGY: _HACK + _FLAW,
    Turn.BACK: _HACK,
    Turn.ADMITTED: _HACK + _FLAW,
    Turn.SUMMONED: _HACK + _FLAW,
    Turn.HALTED: _HACK + _FLAW,
    Turn.ORDERED: _FLAW,
    Turn.RETURNED: _HACK,
    Turn.RANSOM: _HACK,
    Turn.RAID: _ACCUSED,
    Turn.PROBE: _ACCUSED,
    Turn.ILLNESS: _DUE,
    Turn.ELECTED: _VOTING,
    Turn.SIGNING: _WANTED,
    Turn.SUCCESSOR: _GONE,
    Turn.CLOSED: _CRACKED,
    Turn.VACCINATION: _HURT,
    Turn.ENDED: _HURT + _HAZARD,
    Turn.HOSTILE: _FOR_SALE + "bid offer",
    Turn.REWARD: "stolen steal thieves theft robbery missing gestohlen geraubt volé robado rubato",
    Turn.TEAR_GAS: "protest protests protesters march rally proteste manifestation protestas",
}
