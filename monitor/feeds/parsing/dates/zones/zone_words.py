"""Time zones in words: "Eastern Standard Time", heure de Paris, по московскому времени, 北京时间.

A word for time must stand beside the place ("Paris, 3 mai" says where, not by which clock), or the
place in brackets. Without this module such a date would be taken for Greenwich's, and news of the
last hours for the future's or for old. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta, timezone, tzinfo
from functools import cache

from monitor.feeds.parsing.dates.spelling import plain
from monitor.feeds.parsing.dates.zones.zones import iana

_ENGLISH = {  # words → hours, and the region where they stand without "standard" or "summer"
    "eastern european": (2, "Europe/Athens"), "central european": (1, "Europe/Paris"),
    "western european": (0, "Europe/Lisbon"), "eastern": (-5, "America/New_York"),
    "central": (-6, "America/Chicago"), "mountain": (-7, "America/Denver"),
    "pacific": (-8, "America/Los_Angeles"), "alaska": (-9, "America/Anchorage"),
    "atlantic": (-4, "America/Halifax"), "greenwich mean": (0, "UTC"),
    "coordinated universal": (0, "UTC"), "universal": (0, "UTC"), "british": (0, "Europe/London"),
    "moscow": (3, "Europe/Moscow"), "india": (5.5, "Asia/Kolkata"), "indian": (5.5, "Asia/Kolkata"),
    "china": (8, "Asia/Shanghai"), "beijing": (8, "Asia/Shanghai"), "japan": (9, "Asia/Tokyo"),
    "korea": (9, "Asia/Seoul"), "korean": (9, "Asia/Seoul"), "israel": (2, "Asia/Jerusalem"),
    "arabian": (3, "Asia/Riyadh"), "gulf": (4, "Asia/Dubai"), "singapore": (8, "Asia/Singapore"),
    "hong kong": (8, "Asia/Hong_Kong"), "brasilia": (-3, "America/Sao_Paulo"),
    "australian eastern": (10, "Australia/Sydney"), "new zealand": (12, "Pacific/Auckland"),
    "west africa": (1, "Africa/Lagos"), "east africa": (3, "Africa/Nairobi"),
    "south africa": (2, "Africa/Johannesburg"),
}  # fmt: skip
_ENGLISH_TIME = re.compile(
    rf"\b({'|'.join(sorted(_ENGLISH, key=len, reverse=True))})"
    r"\s+(?:(standard)\s+|(daylight|summer)\s+)?time\b"
)
_BARE = re.compile(r"\|\s*\(?(eastern|central|mountain|pacific)\b(?!\s+(?:africa|europe|asia))")
"""3:04 p.m. Eastern"""

# Region → how its places begin, spelt ``plain``; a blank in one is written _, its end \b.
_PLACES = {
    "UTC": r"greenwich гринвич grinvic غرينتش جرينتش גריניץ' универсал universal",
    "Europe/London": r"london londr londen londyn лондон لندن uk\b britis britan britann",
    "Europe/Dublin": r"dublin irish ireland",
    "Europe/Lisbon": r"lisbo lissabon portug europe_occidentale westeuropa westeurop",
    "Europe/Paris": r"paris parigi pariz париж باريس franc franz frans centraleuropeis"
    r" europe_centrale europa_central europa_centrale mitteleurop midden-europese sredoevrop"
    r" srednjoevrop среднеевроп центральноевроп stredoevrop srodkowoeurop centraleurope"
    r" kozep-europai keski-euroop central_europe",
    "Europe/Madrid": r"madrid peninsular espan espagn spanis spain",
    "Europe/Rome": r"roma\b rome\b rom\b italia ital",
    "Europe/Berlin": r"berlin берлин deutsch german allemand",
    "Europe/Vienna": r"vienna wien vienne osterreich",
    "Europe/Zurich": r"zurich schweiz suisse svizzer bern\b genev",
    "Europe/Brussels": r"brussel bruxelles брюссел belg",
    "Europe/Amsterdam": r"amsterdam nederland dutch",
    "Europe/Stockholm": r"stockholm svensk swedis",
    "Europe/Oslo": r"oslo norsk norweg",
    "Europe/Copenhagen": r"kobenhavn copenhag dansk danis",
    "Europe/Warsaw": r"warsaw warszaw polski варшав",
    "Europe/Prague": r"prague praha prazsk praze",
    "Europe/Budapest": r"budapest magyar",
    "Europe/Helsinki": r"helsin suomen finnis finland ita-euroop",
    "Europe/Athens": r"athen αθην ελλαδ atene europe_de_l'est europa_oriental europa_orientale"
    r" osteurop oost-europese восточноевроп wschodnioeurop vychodoevrop",
    "Europe/Bucharest": r"bucharest bucurest bucarest roman",
    "Europe/Sofia": r"sofia софия българск",
    "Europe/Belgrade": r"beograd београд belgrad",
    "Europe/Kyiv": r"kyiv kiev киев киів києв киевск киівськ kijow kiew",
    "Europe/Moscow": r"moscow москов москв moskau moscou moscu mosca moskov موسكو 莫斯科",
    "Europe/Minsk": r"minsk минск мінськ",
    "Europe/Istanbul": r"istanbul turkiye turk турец стамбул турци تركيا",
    "Asia/Jerusalem": r"israel ישראל izrail израил jerusalem ירושל إسرائيل القدس",
    "Asia/Riyadh": r"riyadh saudi مكه السعود الرياض mecca makkah",
    "Africa/Cairo": r"cairo egypt القاهر مصر",
    "Asia/Beirut": r"beirut بيروت لبنان",
    "Asia/Damascus": r"damasc دمشق",
    "Asia/Baghdad": r"baghdad بغداد العراق",
    "Asia/Kuwait": r"kuwait الكويت",
    "Asia/Qatar": r"doha qatar الدوحه قطر",
    "Asia/Dubai": r"dubai abu_dhabi uae\b emirat الامارات دبي ابوظبي ابو_ظبي الخليج",
    "Asia/Amman": r"amman عمان\b",
    "Africa/Tunis": r"tunis تونس",
    "Africa/Algiers": r"alger algier الجزائر",
    "Africa/Casablanca": r"casablanca maroc morocc المغرب",
    "Asia/Tehran": r"tehran teheran تهران طهران ايران",
    "Asia/Kabul": r"kabul كابل افغانستان",
    "Asia/Karachi": r"pakistan پاكستان islamabad karachi",
    "Asia/Kolkata": r"delhi भारत mumbai india indian kolkata",
    "Asia/Dhaka": r"dhaka bangladesh বাংলাদেশ ঢাকা",
    "Asia/Kathmandu": r"nepal kathmandu नेपाल",
    "Asia/Almaty": r"astana астан almaty алмат",
    "Asia/Tashkent": r"tashkent ташкент toshkent",
    "Asia/Tbilisi": r"tbilisi тбилиси",
    "Asia/Yerevan": r"yerevan ереван",
    "Asia/Baku": r"baku\b baki\b баку\b",
    "Asia/Bangkok": r"bangkok thai ไทย กรุงเทพ",
    "Asia/Ho_Chi_Minh": r"viet_nam vietnam ha_noi hanoi",
    "Asia/Jakarta": r"jakarta indonesia_barat",
    "Asia/Makassar": r"indonesia_tengah",
    "Asia/Jayapura": r"indonesia_timur",
    "Asia/Kuala_Lumpur": r"kuala_lumpur malaysia",
    "Asia/Singapore": r"singap",
    "Asia/Manila": r"manila philippin",
    "Asia/Hong_Kong": r"hong_kong hongkong",
    "Asia/Taipei": r"taipei",
    "Asia/Shanghai": r"beijing pekin peking pechino pequim пекин بكين chinese china",
    "Asia/Tokyo": r"tokyo tokio японск токи japan japon",
    "Asia/Seoul": r"seoul korea сеул",
    "Australia/Sydney": r"sydney canberra melbourne aest",
    "Pacific/Auckland": r"auckland wellington new_zealand",
    "Africa/Johannesburg": r"johannesburg south_africa",
    "Africa/Lagos": r"lagos nigeria",
    "Africa/Nairobi": r"nairobi kenya",
    "America/New_York": r"new_york nueva_york nova_york нью-йорк eastern washington l'est\b"
    r" del_este hora_este\b oriental est_degli_stati ostkusten us_east",
    "America/Chicago": r"chicago central_de_ee",
    "America/Los_Angeles": r"los_angeles pacifi san_francisco",
    "America/Denver": r"denver rocheuses",
    "America/Halifax": r"halifax l'atlantique",
    "America/Toronto": r"toronto montreal ottawa quebec",
    "America/Mexico_City": r"mexico ciudad_de_mexico cdmx",
    "America/Bogota": r"bogota colombia",
    "America/Lima": r"lima\b peru",
    "America/Caracas": r"caracas venez",
    "America/Santiago": r"santiago chile",
    "America/Sao_Paulo": r"brasilia brasil sao_paulo",
    "America/Argentina/Buenos_Aires": r"buenos_aires argentin",
    "America/Montevideo": r"montevideo urugua",
    "America/Havana": r"habana havana cuba",
}
_TIME = (
    r"(?:time|heures?|horas?|horario|tiempo|or[ae]|orario|orei|aikaa?|aeg"
    r"|aja|laik[asu]+|ido|idoben|czasu?|casu?|vreme\w*|vrijeme\w*|време|врем[яе]\w*|час|часом|часу"
    r"|уақыты\w*|vaqti\w*|vaxti\w*|saati\w*|zamani\w*|ωρα|שעון|ال?توقيت|بتوقيت|توقيت|وقت|ساعت"
    r"|समय\w*|সময়|waktu|gio|เวลา|\w{0,20}(?:zeit|tijd|tid))"
)
_LINK = (
    r"(?:[^\W\d]{1,4}|standard\w*|normal\w*|avance\w*|oficial|offici\w*|legale?|local\w*|estandar"
    r"|verano|летн\w*|зимн\w*|стандарт\w*|letni\w*)"
)
"""What may stand between the place and the word for time."""
_MAY_NAME = re.compile(rf"\(\s*[^\W\d]|(?<!\w)(?:по|за|{_TIME})(?!\w)")
_SIGN_OF_TIME = re.compile("[时時시เ]")
_GLUED_REGIONS = {  # before 时间, 時間, 시간 and their like, without a blank
    "Asia/Shanghai": "北京 中国 中國 上海 베이징 중국",
    "Asia/Taipei": "台北 臺北 台湾 台灣 臺灣",
    "Asia/Hong_Kong": "香港 홍콩",
    "Asia/Tokyo": "东京 東京 日本 도쿄 일본",
    "Asia/Seoul": "首尔 首爾 韩国 韓国 韓國 서울 한국",
    "Asia/Singapore": "新加坡 シンガポール",
    "Asia/Bangkok": "ประเทศไทย ไทย 泰国",
    "Asia/Ho_Chi_Minh": "越南",
    "America/New_York": "美东 美東 美国东部 美國東部 米東部 米国東部 アメリカ東部"
    " 纽约 紐約 ニューヨーク 东部 東部 미동부 미국동부 뉴욕 동부",
    "America/Los_Angeles": "美西 美国西部 美國西部 米西部 米国西部 太平洋 미서부",
    "Europe/London": "伦敦 倫敦 英国 英國 ロンドン 런던 영국",
    "Europe/Paris": "巴黎 法国 中欧 中歐 パリ 中央ヨーロッパ 파리 중부유럽",
    "Europe/Moscow": "莫斯科 モスクワ 모스크바",
    "Australia/Sydney": "悉尼 雪梨",
    "UTC": "格林尼治 格林威治 世界 グリニッジ 協定世界 그리니치",
}


def in_words(text: str) -> tzinfo | None:
    """Return the zone that a text in lower case names in words: "pacific standard time".

    Args:
        text: Spelt ``plain``; a ``|`` stands where a time was cut out.
    """
    found = _ENGLISH_TIME.search(text)
    if found:
        hours, region = _ENGLISH[found[1]]
        if found[2] or found[3]:
            return timezone(timedelta(hours=hours + bool(found[3])))
        return iana(region)
    if bare := _BARE.search(text):
        return iana(_ENGLISH[bare[1]][1])
    if _SIGN_OF_TIME.search(text) and (glued := _glued().search(text)):
        return iana(_regions(_GLUED_REGIONS)[glued["place"] or glued["thai"]])
    if _MAY_NAME.search(text) and (beside := _beside().search(text)):
        return iana(_region(next(filter(None, beside.groups()))))
    return None


def _region(place: str) -> str:
    """The region of a place that begins as one of ``_PLACES``; the longest beginning counts."""
    regions = _regions(_PLACES)
    return regions[max((stem for stem in regions if re.match(stem, place)), key=len)]


def _regions(table: Mapping[str, str]) -> dict[str, str]:
    return {
        plain(place).replace("_", " "): region
        for region, places in table.items()
        for place in places.split()
    }


@cache
def _beside() -> re.Pattern[str]:
    stems = sorted(_regions(_PLACES), key=len, reverse=True)
    place = "|".join(stem if stem.endswith(r"\b") else rf"{stem}\w*" for stem in stems)
    return re.compile(
        rf"(?<!\w){_TIME}(?!\w)(?:[^\w|]+{_LINK}){{0,3}}?[^\w|]+(?P<behind>{place})"
        rf"|(?<!\w)(?P<before>{place})(?:[^\w|]+{_LINK})?[^\w|]+{_TIME}(?!\w)"
        rf"|(?<!\w)(?:по|за)\s+(?P<by>{place})"
        rf"|\(\s*(?P<alone>{place})\s*\)"
    )


@cache
def _glued() -> re.Pattern[str]:
    places = sorted(_regions(_GLUED_REGIONS), key=len, reverse=True)
    return re.compile(
        rf"(?P<place>{'|'.join(places)})\s?(?:標準|标准|夏令|夏|冬令|平均|표준|하계)?\s?"
        r"(?:时间|時間|时|時|시간|시각|표준시|시)|เวลา(?:มาตรฐาน)?(?P<thai>ประเทศไทย|ไทย)"
    )
