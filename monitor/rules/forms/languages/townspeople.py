"""Townspeople: what German and Dutch papers say for "of Munich": Münchner, Amsterdamse.

A headline has "Münchner Polizei" where an English one has "Munich police", so a rule for München
would miss half of what happens there. It goes one way: a rule for Hamburger finds no Hamburg.
"""

from __future__ import annotations

from typing import Final

GERMAN: Final = """
    aachen aachener, amsterdam amsterdamer, athen athener, augsburg augsburger, basel basler,
    berlin berliner, bern berner, bielefeld bielefelder, bochum bochumer, bonn bonner,
    braunschweig braunschweiger, bremen bremer, brüssel brüsseler bruesseler, budapest
    budapester, chemnitz chemnitzer, cottbus cottbuser, darmstadt darmstädter, dortmund
    dortmunder, dresden dresdner dresdener, duisburg duisburger, düsseldorf düsseldorfer
    duesseldorfer, erfurt erfurter, essen essener, frankfurt frankfurter, freiburg freiburger,
    gelsenkirchen gelsenkirchener, genf genfer, göttingen göttinger, graz grazer, hamburg
    hamburger, hannover hannoveraner, heidelberg heidelberger, hongkong hongkonger, ingolstadt
    ingolstädter, innsbruck innsbrucker, istanbul istanbuler, jena jenaer, karlsruhe karlsruher,
    kassel kasseler, kiel kieler, kiew kiewer, klagenfurt klagenfurter, köln kölner koelner,
    kopenhagen kopenhagener, krefeld krefelder, lausanne lausanner, leipzig leipziger, linz
    linzer, london londoner, lübeck lübecker, luzern luzerner, madrid madrider, magdeburg
    magdeburger, mailand mailänder, mainz mainzer, mannheim mannheimer, minsk minsker, moskau
    moskauer, münchen münchner münchener muenchner, münster münsteraner, nürnberg nürnberger
    nuernberger, oslo osloer, osnabrück osnabrücker, paris pariser, peking pekinger, potsdam
    potsdamer, prag prager, regensburg regensburger, rostock rostocker, saarbrücken saarbrücker,
    salzburg salzburger, schwerin schweriner, straßburg straßburger, stuttgart stuttgarter,
    tokio tokioter, ulm ulmer, warschau warschauer, washington washingtoner, wien wiener,
    wiesbaden wiesbadener, wolfsburg wolfsburger, wuppertal wuppertaler, würzburg würzburger,
    zürich zürcher züricher zuercher
"""
DUTCH: Final = """
    almere almeerse, amersfoort amersfoortse, amsterdam amsterdamse, antwerpen antwerpse,
    apeldoorn apeldoornse, arnhem arnhemse, berlijn berlijnse, breda bredase, brugge brugse,
    brussel brusselse, delft delftse, eindhoven eindhovense, enschede enschedese, gent gentse,
    groningen groningse groninger, haarlem haarlemse, leeuwarden leeuwardense, leiden leidse,
    leuven leuvense, londen londense, luik luikse, maastricht maastrichtse, moskou moskouse,
    nijmegen nijmeegse, oostende oostendse, parijs parijse, rotterdam rotterdamse, tilburg
    tilburgse, utrecht utrechtse, venlo venlose, zwolle zwolse
"""
