"""Stages: what the next stage of an affair is called, by what came before it.

Somebody dies of an outbreak, the data that were stolen are leaked, the talks end in a deal, a
recall is widened. Many are everyday words and count only after others (``circumstances``). Without
them a first death is one more report of an accident. ``turn_words`` has the stages of cases in
court, of strikes and the like.
"""

from __future__ import annotations

from typing import Final

from monitor.stories.reading.turn import Turn

WORDS: Final = {
    Turn.DEATH: """
        dies died dead death deaths kills killed drowns drowned fatality
        first+die claims+life claims+lives succumbs
        stirbt sterben gestorben tot tote toter todesfall todesopfer meurt meurent décédé décédée
        décès mort morts tue muere mueren murió fallece fallecen muerto muerta muertos muerte
        fallecido fallecida morto morta morti muore muoiono morre morrem morreu mortos morte sterft
        sterven overleden dode doden dör död döda dödsfall dør døde døder dødsfall zmarł zmarła
        zmarli umiera zemřel zemřela umírá zginął умер умерла умерли погиб погибла погибли скончался
        скончалась
    """,
    Turn.ANOTHER: """
        second+death second+dies second+dead second+victim second+case second+body second+arrest
        second+suspect second+accuser second+resigns second+strike second+blast second+explosion
        third+death third+dies third+victim third+case third+body third+arrest
        fourth+death fourth+victim another+death another+dies another+victim another+body
        another+arrest
        zweites+todesopfer zweiter+toter zweite+tote zweiter+fall zweites+opfer zweite+leiche
        deuxième+mort deuxième+victime deuxième+cas deuxième+corps deuxième+décès segundo+muerto
        segunda+víctima segundo+caso segunda+muerte segundo+cuerpo secondo+morto seconda+vittima
        secondo+caso segunda+morte segunda+vítima segundo+morto tweede+dode tweede+slachtoffer
        andra+dödsfallet andra+offret andre+dødsfall druga+ofiara
    """,
    Turn.FOUND: """
        found located rescued recovered saved gefunden aufgefunden gerettet geborgen retrouvé
        retrouvée retrouvés secouru secourus sauvé sauvés hallado hallada hallados encontrado
        encontrada encontrados rescatado rescatada rescatados rescatan ritrovato ritrovata trovato
        trovata salvato salvati gevonden aangetroffen gered hittad räddade reddet fundet funnet
        odnaleziony odnaleziona znaleziono uratowano найден найдена найдены спасены спасли знайшли
    """,
    Turn.EXTENSION: """
        extend extends extended prolong prolongs prolonged widen widens widened expands expanded
        broadens broadened verlängert verlängern ausgeweitet weitet+aus weiten+aus prolonge
        prolongée prolongé étend élargit élargi prorroga prorrogan amplía amplían ampliado proroga
        prorogato estende esteso allarga amplia prorrogado verlengt uitgebreid breidt+uit förlänger
        forlenger forlænger utvidgar utvider przedłuża rozszerza продлил продлили продлён расширил
        расширили
    """,
    Turn.COURT_ORDER: """
        court+halts court+blocks court+stops court+bans court+suspends court+overturns
        court+strikes+down court+freezes judge+halts judge+blocks judge+stops judge+suspends
        judge+freezes judge+overturns injunction gericht+stoppt gericht+untersagt gericht+kippt
        gericht+verbietet tribunal+suspend justice+suspend tribunal+interdit juez+suspende
        tribunal+suspende tribunal+anula tar+sospende giudice+blocca tribunale+blocca
        juiz+suspende justiça+suspende rechter+verbiedt domstol+stoppar
    """,
    Turn.CONTAINED: """
        contain contains contained under+control extinguished put+out refloated refloat gelöscht
        unter+kontrolle maîtrisé circonscrit éteint controlado extinguido sofocado domato spento
        dominado onder+controle geblust under+kontroll slukket opanowano потушен локализован
    """,
    Turn.CAUSE: """
        traced linked source+named source+found cause+found cause+named caused+by blamed+on
        pinpoint pinpointed culprit black+box ursache+gefunden ursache+war auslöser zurückgeführt
        origine+identifiée causa+hallada scatola+nera zwarte+doos
    """,
    Turn.SIGNED: """
        sign signs signed inks unterzeichnet unterzeichnen unterschreibt unterschreiben signe
        signent signé firma firman firmado firmano firmato assina assinam assinado tekent tekenen
        ondertekend skriver+under undertecknar signerer underskriver podpisuje podpisali podepsal
        подписал подписали подписан
    """,
    Turn.BID: """
        bids+for offers+buy offer+buy makes+offer tables+offer launches+offer makes+bid launches+bid
        bietet+für legt+angebot übernahmeangebot lance+opa lance+offre lanza+opa lanza+oferta
        lancia+opa lancia+offerta doet+bod lägger+bud
    """,
    Turn.RIVAL_BID: """
        counterbid counteroffer outbids outbid trumps+bid tops+bid
        tops+offer beats+bid beating+bid gegenangebot überbietet contre-offre surenchère contraopa
        contraoferta controfferta rilancia tegenbod
    """,
    Turn.DEAL: """
        deal agreement accord pact agree agrees agreed settle settles settled settlement buys buy
        acquires einigung einigen einigt abkommen kauft übernimmt conclut trouvent+accord achète
        rachète acuerdo acuerdan pacto compra accordo intesa acquista acordo akkoord koopt överens
        avtal köper enige avtale kjøper aftale køber porozumienie umowa соглашение договорились
    """,
    Turn.LEAKED: """
        data+sale offer+data offers+data sell+data sells+data among+stolen
        leaks leaked publish+stolen published+stolen dump+data dark+web stolen veröffentlichen
        veröffentlicht darknet erbeuteten erbeutet gestohlen publient divulguées volées fuite
        publican filtran filtrados robados pubblicano rubati trafugati vazados roubados gelekt
        gestolen läckt stulna stjålet wyciekły wykradli ukradli слили украли похищены
    """,
    Turn.EXPLOITED: """
        under+attack botnet exploited exploiting exploits exploitation in+wild exploit+released
        exploit+published exploit+public poc proof-of-concept ausgenutzt ausnutzen nutzen+aus
        exploitée exploitées exploité exploitent explotada explotado explotan sfruttata sfruttate
        sfruttano explorada exploradas exploram misbruikt utnyttjas utnyttes udnyttes wykorzystują
        wykorzystywana zneužívána эксплуатируют эксплуатируется эксплуатируются
    """,
    Turn.FINED: """
        fine fines fined penalty bußgeld geldbuße amende multa multan multado multato sanziona
        boete beboet bot böter bøde kara grzywna pokuta штраф оштрафовали оштрафовал
    """,
    Turn.COMPENSATION: """
        compensate compensates compensation refund refunds refunded entschädigt entschädigen
        entschädigung indemnise indemnisation indemniza indemnización rimborsa risarcisce indeniza
        vergoedt schadevergoeding ersätter odszkodowanie компенсация компенсирует
    """,
    Turn.APOLOGY: """
        apologises apologizes apologised apologized apologise apologize apology sorry entschuldigt
        entschuldigung s'excuse excuses disculpas disculpa scuse desculpas excuses ursäkt unnskyld
        undskylder przeprasza omlouvá извинился извинилась извинения
    """,
    Turn.BACK: """
        back recover recovers recovered wieder rétabli rétablie rétablis restablecido restablece
        recupera ripristinato ripristinati restabelecido hersteld herstelt återställt igen znów opět
        восстановил восстановлена восстановили
    """,
    Turn.ADMITTED: """
        admits admitted admit knew concedes räumt+ein gibt+zu wusste reconnaît admet savait
        reconoce admite sabía ammette sapeva sabia geeft+toe erkent wist medger innrømmer indrømmer
        przyznaje przyznał přiznal признал признала знали
    """,
    Turn.SUMMONED: """
        summon summons summoned grill grills grilled vorgeladen zitiert convoque convoqué convoca
        convocado convocato ontboden kallar+upp wzywa вызвал вызвали
    """,
    Turn.HALTED: """
        halt halts halted suspend suspends suspended pause pauses paused freeze freezes frozen
        stoppt stellt+ein ausgesetzt suspendu suspendue suspende suspenden suspendido sospende
        sospeso suspenso staakt opgeschort pausar stanser zawiesza pozastavuje приостановил
        приостановила приостановили
    """,
    Turn.ORDERED: """
        order orders ordered directive directs unplug ordnet+an ordonne ordena ordina beveelt
        beordrar nakazuje nařizuje приказал предписал
    """,
    Turn.RETURNED: """
        return returns returned gives+back gave+back gibt+zurück zurückgegeben restitue rend
        devuelve devuelven restituisce devolve geeft+terug zwraca vrací вернул вернули
    """,
    Turn.RANSOM: """
        refuses+pay refuse+pay won't+pay pays+hackers paid+hackers ransom extort extortion lösegeld
        erpressen erpressung erpresser rançon rescate riscatto resgate losgeld lösensumma løsepenger
        okup выкуп
    """,
    Turn.RAID: """
        raid raids raided police+search police+searched police+searches prosecutors+search
        durchsucht durchsuchen durchsuchung razzia perquisition perquisitions perquisitionné
        registran registro+policía perquisizioni perquisita perquisita buscas inval huiszoeking
        husrannsakan ransaking przeszukanie обыск обыски
    """,
    Turn.PROBE: """
        opens+probe opens+inquiry opens+investigation open+probe open+inquiry open+investigation
        launches+probe launches+inquiry launches+investigation launch+probe launch+inquiry
        launch+investigation investigation+begins inquiry+begins ermittelt ermittelten ermittlungen
        ouvre+enquête enquête+ouverte abre+investigación abren+investigación investiga
        apre+inchiesta indaga apre+fascicolo abre+inquérito onderzoek+geopend utredning+inleds
    """,
    Turn.ILLNESS: """
        ill sick hospital hospitalised hospitalized sickened dialysis erkrankt krank krankenhaus
        klinik malade malades hospitalisé hospitalisée hospitalisés enfermo enferma enfermos
        hospitalizado hospitalizada ricoverato ricoverata ospedale internado internada ziek
        ziekenhuis sjuk sjukhus sykehus syk szpital szpitalu заболел заболели больнице
    """,
    Turn.ELECTED: """
        wins+election wins+race wins+runoff wins+run-off won+election elected wins+presidency
        claims+victory declares+victory declared+winner concedes conceded concede gewählt
        gewinnt+wahl stichwahl élu élue remporte gana+elecciones elegido elegida eletto eletta
        eleito eleita vence gekozen vald valgt wybrany wybrana избран избрана победил победила
        runoff run-off ballottaggio ballottage exit+poll exit+polls hochrechnung
    """,
    Turn.SIGNING: """
        medical medizincheck visite+mediche reconocimiento+médico visite+médicale exames+médicos
        medische+keuring signs+for sign+from unveiled presented unterschreibt s'engage ficha+por
        fichaje+oficial ufficiale agree+fee agrees+fee agreed+fee
    """,
    Turn.INSOLVENCY: """
        bankrupt bankruptcy insolvent insolvency administration receivership insolvenz pleite
        konkurs faillite liquidation redressement quiebra concurso+acreedores fallimento falência
        faillissement failliet upadłość банкротство банкротом
    """,
    Turn.STOPPED: """
        stops+sales stops+selling stops+production halts+sales halts+production halt+production
        halt+sales suspends+sales suspends+production pulls+shelves verkauf+stoppt stoppt+verkauf
        stoppt+produktion produktion+eingestellt suspend+ventes arrête+production suspende+ventas
        suspende+producción para+producción ferma+produzione sospende+vendite stopt+verkoop
    """,
    Turn.LICENCE: """
        revokes revoked strips stripped loses+licence loses+license lizenz+entzogen entzieht
        retire+licence retira+licencia revoca revocata revocado cassa+licença trekt+vergunning
        återkallar+tillstånd
    """,
    Turn.DISMISSED: """
        sacks sacked sack fires fired dismisses dismissed ousts ousted gefeuert entlassen entlässt
        beurlaubt limoge limogé limogée destituye destituido destituida cesado cesada esonerato
        esonera licenziato demite demitido ontslagen avskedas sparkas sparket fyret zwolniony
        odwołany уволен уволена уволил отправил+отставку
    """,
    Turn.SUCCESSOR: """
        succeeds successor succeed replaces appointed appoints appoint named names interim
        nachfolger nachfolgerin folgt+auf ernannt ernennt successeur nommé nommée nomme remplace
        sucesor sucesora sucede nombra nombrado nombrada successore nominato nominata nomina
        sostituisce sucessor nomeado nomeia opvolger benoemd efterträder utses etterfølger følger
        następca następcą mianowany преемник назначен назначена назначил
    """,
    Turn.CLOSED: """
        closed shut shuts evacuated evacuates evacuation evacuations gesperrt geschlossen geräumt
        evakuiert fermé fermée fermés évacué évacués cerrado cerrada cerrados evacuados evacuan
        chiuso chiusa chiusi evacuati fechado fechada evacuado gesloten dicht ontruimd geëvacueerd
        stängs stängd utrymd stengt evakuert lukket zamknięty zamknięta ewakuacja закрыт закрыта
        эвакуация
    """,
    Turn.VACCINATION: """
        vaccine vaccines vaccination vaccinations vaccinate jabs impfung impfungen impfstoff vaccin
        vaccination vacuna vacunas vacunación vaccino vaccini vaccinazione vacina vacinas vacinação
        vaccinatie vaccinet vaksine szczepionka szczepienia вакцина вакцинация
    """,
    Turn.ENDED: """
        outbreak+over epidemic+over eruption+over heatwave+over fire+over flood+over declared+over
        declared+free virus-free ausbruch+beendet ausbruch+vorbei fin+épidémie fin+canicule
        fin+éruption termina+ola termina+brote termina+erupción erupción+termina finita+epidemia
        uitbraak+voorbij utbrottet+över
    """,
    Turn.HOSTILE: """
        hostile proxy+fight feindlich feindliche feindliches hostil ostile vijandig fientligt
    """,
    Turn.BOYCOTT: """
        boycott boycotts boycotted boykottiert boykott boycotte boicot boicotea boicotta boicote
        boycot bojkott бойкот
    """,
    Turn.REWARD: """
        reward belohnung récompense recompensa taglia ricompensa beloning belöning nagroda
    """,
    Turn.TEAR_GAS: """
        tear+gas tränengas gaz+lacrymogène gaz+lacrymogènes lacrimógenos lacrimogeni traangas
        tårgas tåregass gaz+łzawiący слезоточивый
    """,
    Turn.SPILL: """
        oil+leaks oil+leak oil+leaking oil+spill oil+spills spills+diesel spills+oil diesel+leaks
        fuel+leaks öl+läuft öl+ausgetreten ölteppich marée+noire vertido marea+negra petrolio+mare
        olielek oljeläcka oljelekkasje
    """,
}

# How else a report may have said so.
ALSO_SAID: Final = {
    Turn.DEATH: """
        toll fatal fatally fatalities deadly lethal funeral mourn mourns victims killing murder
        murdered tödlich ums getötet mortel mortelle tués tuée tué letal mató mortal mortale ucciso
        uccisi dodelijk dödlig śmiertelny погибших
    """,
    Turn.DEAL: "buying takeover purchase acquisition acquire picks partner",
    Turn.CLOSED: """
        close closes closure evacuate flee outage schließt räumt ferme cierra chiude sluit
    """,
    Turn.FOUND: "safe rescue rescues rescuers free freed taken saves pulled",
    Turn.LEAKED: "claims claiming data daten données datos dati dados gegevens",
    Turn.EXPLOITED: "zero-day zero 0-day wild",
    Turn.DISMISSED: "out leaves axed ends removed loses trennt trennen schluss aus",
    Turn.RANSOM: "eisen fordern demand demands exigent exigen chiedono",
    Turn.CAUSE: "behind source origin blame blames suspected",
    Turn.RIVAL_BID: "rival tops enters outbids topping",
    Turn.COURT_ORDER: "orders order ordered rules rule ruling",
    Turn.EXTENSION: "all longer more bigger grows further another",
    Turn.SUCCESSOR: "new prime replacement takes",
    Turn.INSOLVENCY: "chapter collapse collapses bust administrator administrators",
    Turn.BID: "offer offers approach",
}
