"""Places and peoples whose names in small letters are everyday things: china, turkey, jersey.

A list of frequencies can't know: "china" is as frequent as China, which it counts with it. So the
capital is asked for whatever the list says (``words.ordinary``). Folded; one list for all
languages, since small letters mean the thing in any of them.
"""

from __future__ import annotations

from typing import Final

EVERYDAY_PLACES: Final = frozenset(
    """
    afghan angora ascot axminster balaclava bath battle bergamot bermuda bikini bologna bordeaux
    brazil brie brussels buffalo burgundy calico canary cardigan cashmere cayenne chablis chad
    champagne charleston cheddar chester chihuahua china cognac cologne cordova cork coventry
    dalmatian damascus damask deal delft denim derby donegal dover edam epsom flint frankfurt
    georgia gouda guernsey guinea hamburg havana hock holland hull inverness jaffa japan java
    jersey jodhpur kent kidderminster labrador leghorn lens lima limburg limerick macassar madeira
    madras malaga male mali manila marathon marsala mecca mobile mocha morocco moselle muscat
    nancy nankeen nice oman orange orlando oxford paisley panama parma pekinese peking peru
    phoenix plymouth polish port prussian reading rhodes romaine rugby salem sandwich scotch
    seltzer seville shantung sherry shetland sienna spa split surrey swede tabasco tangier tours
    troy turkey tuxedo tweed ulster valencia vichy wales waterloo wellington worms worsted
    """.split()  # noqa: SIM905 - a list is four times as long
)
