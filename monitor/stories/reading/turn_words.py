"""Words by which a headline says that an event has been taken further, and how (``turns``).

Words joined by a plus count where all of them stand in a headline. Only such words are here as cost
hardly a second alert on the labelled desks (docs/stories.md): "ends" and "suspends" would. Without
them the next stage of an affair is one more report of the last.
"""

from __future__ import annotations

from typing import Final

from monitor.stories.reading.turn import Turn

WORDS: Final = {
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
        mistrial hung+jury jury+deadlocks jury+deadlocked
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
        resume resumes resumed reopen reopens reopened restarts restarted restored restores lifts
        lifted fixed back+online wiedereröffnet rouvre reprend reanuda reabre riapre riprende retoma
        hervat heropent återupptar genoptager gjenopptar genåbner gjenåpner återöppnar wznawia
        возобновил возобновила возобновили wieder+aufgenommen wieder+läuft läuft+wieder
        wieder+online weer+online draaien+weer torna+attivo volta+funcionar return+work returns+work
        back+work
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
        resigns resigned resignation quits steps+down stepping+down stands+down tenders+resignation
        offers+resign rücktritt
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
        geisel+freigelassen otages+libérés otage+libéré rehenes+liberados ostaggi+liberati
        reféns+libertados заложники+освобождены frees freed freigelassen libère libéré libera
        liberado liberato vrijgelaten frigivna släppt uwalnia uwolnił освободили освобождён
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
        avvisar avslår odrzuca отклонил отклонила snubs snubbed undervalues offer+too+low
        bid+too+low
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
    Turn.CHALLENGE: """
        contests+election contests+result challenges+result challenges+vote ficht+wahl
        conteste+élection dépose+recours recours+élection impugna+elecciones impugna+resultado
        ricorso+elezioni ricorso+voto bestrijdt+uitslag protest+wyborczy
    """,
    Turn.RECOUNT: """
        recount neuauszählung neu+ausgezählt nouveau+décompte recuento riconteggio
        recontagem hertelling omräkning ponowne+przeliczenie пересчёт
    """,
    Turn.INAUGURATION: """
        sworn+in swears+in inaugurated inaugurates vereidigt prête+serment jura+cargo giuramento
        toma+posse empossado beëdigd svurits zaprzysiężony присягу
    """,
    Turn.TRIAL: """
        trial+begins trial+opens trial+starts goes+trial prozess+beginnt prozess+begonnen
        prozessauftakt procès+ouvre arranca+juicio comienza+juicio banquillo processo+inizia
        proces+begonnen rättegången+inleds
    """,
    Turn.TESTIMONY: """
        testifies testify testified testimony takes+stand tells+court tells+jury tells+trial
        sagt+aus+zeuge témoigne declara+testigo testifica testimonia depõe getuigt vittnar zeznaje
    """,
    Turn.EMERGENCY: """
        state+emergency notstand ausnahmezustand état+urgence estado+emergencia stato+emergenza
        estado+emergência noodtoestand undantagstillstånd stan+wyjątkowy
    """,
    Turn.LANDFALL: """
        landfall trifft+küste touche+terre toca+tierra tocca+terra
    """,
    Turn.IDENTIFIED: """
        victims+named victims+identified names+victims identifies+victims opfer+identifiziert
        victimes+identifiées identificadas+víctimas identificate+vittime
    """,
    Turn.SURVIVOR: """
        survivor survivors alive lebend überlebende überlebender überlebenden survivant survivante
        survivants vivant vivante superviviente supervivientes sobreviviente sobrevivientes viva
        vivo sopravvissuto sopravvissuta sobrevivente sobreviventes overlevende overlevenden
        överlevande ocalały выживший выжившего живым
    """,
    Turn.BODY: """
        body bodies leiche leichen corps cadavre cuerpo cuerpos corpo corpi corpos lichaam lichamen
        kropp kroppar ciało ciała тело тела
    """,
    Turn.TRANSFER: """
        flown airlifted transferred verlegt geflogen ausgeflogen transféré transférée évacué évacuée
        trasladado trasladada trasferito trasferita transferido transferida overgebracht överförd
        fløjet przewieziony przetransportowany перевезли перевезён доставлен
    """,
    Turn.SURGERY: """
        surgery operation surgeons operated operiert operation opéré opérée operado operada
        intervenido intervenida operato operata cirurgia geopereerd opererad opererats opereret
        operert operowany operacji прооперирован операцию
    """,
    Turn.RECOVERY: """
        discharged leaves+hospital left+hospital home+hospital released+hospital entlassen+klinik
        entlassen+krankenhaus verlässt+klinik verlässt+krankenhaus quitte+hôpital sort+hôpital alta
        dimesso dimessa deja+hospital deja+uci sale+hospital verlaat+ziekenhuis wypisany выписан
        выписали conscious consciousness bewusstsein
    """,
    Turn.ACCEPTANCE: """
        accept accepts accepted agrees agreed recommends nimmt+an stimmt+zu accepte acceptent acepta
        aceptan recomienda accetta accettano aceita aceitam aanvaardt accepteert accepterar
        przyjmuje completes completed completion
    """,
    Turn.PATCH: """
        patch patches patched hotfix fix fixes workaround update updates flickt schließt+lücke
        correctif corrige parche corregge correção beveiligingsupdate заплатку обновление
    """,
    Turn.RECALL: """
        recall recalls recalled rückruf zurückgerufen rappelle+véhicules rappel+produits
        retira+mercado richiama richiamo recolhe terugroepactie återkallar
    """,
    Turn.STRIKE_BEGUN: """
        strike+begins strike+begin strike+began strike+begun strike+starts strike+started
        strike+shuts strike+halts walk+off walks+off arbeit+nieder walked+off
        standstill streik+begonnen streik+beginnt legen+lahm legt+lahm grève+commencé
        huelga+comienza huelga+arranca sciopero+iniziato strejken+börjat staking+begonnen
    """,
    Turn.STRIKE_OVER: """
        strike+over strike+ends ends+strike end+strike strike+averted streik+beendet streik+vorbei
        einigung einigen fin+grève accord+grève fin+huelga fine+sciopero strejken+över
        staking+voorbij
    """,
}
_BURIED: Final = """
    trapped buried collapse collapsed collapses cave caves quake earthquake rubble crash crashes
    crashed sinks sank sunk sinking capsized capsizes landslide mudslide avalanche missing
    disappears disappeared verschüttet eingestürzt erdbeben absturz abgestürzt gesunken vermisst
    effondrement éboulement séisme naufrage crash avalanche disparu derrumbe terremoto naufragio
    accidente hundimiento desaparece crollo frana valanga schianto dispersi desabamento deslizamento
    queda naufrágio instorting aardbeving gezonken jordskred olycka zawalił zasypani katastrofa
    обвал землетрясение крушение завалами
"""
_ILL: Final = """
    hospital hospitalized hospitalised ill illness stroke collapse collapses collapsed fall falls
    injured injury injuries klinik krankenhaus spital schwächeanfall herzinfarkt verletzt hôpital
    hospitalisé hospitalisée hospitalizado hospitalizada ingresado ingresada ospedale ricoverato
    ricoverata malore internado internada ziekenhuis sjukhus sjukhuset sygehus sykehus szpital
    szpitalu больнице больницу госпитализирован лікарні hastane hastaneye
"""
# Those that count only where a report has one of these words: a body is found in many an event's
# first report.
AFTER: Final = {
    Turn.SURVIVOR: _BURIED,
    Turn.BODY: _BURIED,
    Turn.TRANSFER: _ILL,
    Turn.SURGERY: _ILL,
    Turn.RECOVERY: _ILL,
    Turn.ACCEPTANCE: """
        bid bids offer offers approach proposal takeover angebot offerte offre opa oferta offerta
        proposta bod bud
    """,
    Turn.PATCH: """
        zero-day zero vulnerability flaw flaws bug exploit exploited exploits backdoor schwachstelle
        sicherheitslücke lücke faille vulnerabilidad vulnerabilità falla lek уязвимость
    """,
    Turn.RECALL: """
        outbreak outbreaks linked tied approves approval approved launch launches unveils reviews
        complaints ausbruch warentest épidémie brote focolaio surto uitbraak utbrott
    """,
    Turn.STRIKE_BEGUN: """
        vote votes voted ballot threaten threatens threat plan plans notice call calls urabstimmung
        droht drohen ankündigt préavis votent varslar varsel amenaza convoca convocan proclamato
        dreigt
    """,
    Turn.STRIKE_OVER: """
        strike strikes streik streiken grève huelga sciopero staking strejk strejken greve
    """,
}
# How reports of an event may tell a turn in words that make none by themselves: who was caught is
# arrested.
ALSO_SAID: Final = {
    Turn.ARREST: """
        held holds hold caught catches captured nabbed seized cuffs handcuffs gefasst sitzt détenu
        fermato fermo preso gepakt opgepakt gripen gripna ujęty złapany пойман поймали
    """,
    Turn.RESIGNATION: """
        leave leaves leaving left exit exits out go goes departs departure geht abgang verlässt
        départ quitte sale salida esce lascia sai saída vertrekt lämnar odchodzi уходит ушёл
        покидает
    """,
    Turn.LAWSUIT: """
        class+action court legal judge gericht tribunal justice
    """,
    Turn.REJECTION: """
        against not no won't fails fail nein contre contra contro dismisses
    """,
    Turn.WITHDRAWAL: """
        leaves quits out recalls exit exits leaving walks away stapt
    """,
    Turn.DENIED: """
        not no never nothing nicht kein pas não niet inte ikke nie не
    """,
    Turn.CANCELLATION: "off",
    Turn.STRIKE_BEGUN: "walk walks walked",
    Turn.STRIKE_OVER: "off deal accord agreement accept accepts",
}
