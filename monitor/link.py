"""Link: which page an address names, whatever was hung on it on the way to the reader.

Two addresses are one page if they differ in nothing but what surely serves to count visits, in the
scheme, in ``www.`` and the like. When in doubt a parameter or a fragment names the page: taking two
pages for one loses news, taking one for two at worst repeats it. Without this module the same
article would be two wherever somebody counts who reads it. Pure.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

# Of the lists that browsers and their extensions strip links by (Firefox, Brave, ClearURLs,
# AdGuard): names that no site uses for its pages.
_TRACKING: Final = frozenset(
    {
        "__hsfp", "__hssc", "__hstc", "__s", "__twitter_impression", "_bta_c", "_bta_tid", "_ga",
        "_gl", "_hsenc", "_hsmi", "_ke", "_kx", "_openstat", "action_object_map", "action_ref_map",
        "action_type_map", "ampshare", "awinaffid", "bbeml", "cm_mmc", "cm_mmca1", "cmpid", "dclid",
        "dicbo", "dm_i", "echobox", "elqtrack", "elqtrackid", "emci", "emdi", "epik", "et_rid",
        "ex_cid", "fb_action_ids", "fb_action_types", "fb_ref", "fb_source", "fbclid", "ftag",
        "gaa_at", "gaa_n", "gaa_sig", "gaa_ts", "gad_campaignid", "gad_source", "gbraid", "gclid",
        "gclsrc", "gs_gbg", "guccounter", "guce_referrer", "guce_referrer_sig", "hsctatracking",
        "icid", "igsh", "igshid", "irclickid", "leadsource", "li_fat_id", "lipi", "mbid", "mc_cid",
        "mc_eid", "mc_tc", "mkt_tok", "mkwid", "ml_subscriber", "ml_subscriber_hash", "msclkid",
        "ncid", "nr_email_referer", "ob_click_id", "obclickid", "ocid", "oft_ck", "oft_id", "oft_k",
        "oft_lk", "oft_sk", "oly_anon_id", "oly_enc_id", "os_ehash", "rb_clickid", "ref_src",
        "referringsource", "s_cid", "s_kwcid", "sc_campaign", "sc_eh", "sc_lid", "sc_uid",
        "sfmc_id", "smid", "smtyp", "soc_src", "soc_trk", "spm", "sr_share", "srsltid",
        "ss_email_id", "syclid", "taid", "tblci", "tpcc", "trk_contact", "trk_module", "trk_msg",
        "trk_sid", "trkcampaign", "ttclid", "twclid", "unicorn_click_id", "vero_conv", "vero_id",
        "vgo_ee", "wbraid", "wickedid", "wprov", "wt.mc_id", "wt.mc_ev", "wt.rss_a", "wt.rss_ev",
        "wt.rss_f", "wt.tsrc", "wt_mc", "wt_zmc", "xtor", "yclid", "ymclid", "ysclid",
    }
)  # fmt: skip
_TRACKING_PREFIXES: Final = (
    "utm_", "hsa_", "matomo_", "mtm_", "piwik_", "pk_c", "pk_kw", "pk_keyword", "pk_medium",
    "pk_source", "itm_campaign", "itm_content", "itm_medium", "itm_source", "itm_term", "bsft_",
    "at_campaign", "at_custom", "at_medium", "at_link", "at_bbc", "at_ptr", "at_format",
    "at_creation", "at_emailtype", "at_platform", "at_recipient", "at_send", "at_variant",
    "at_channel", "ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee",
)  # fmt: skip
# Names that count visits on one site and name pages on another: what they say must decide.
_OFTEN_TRACKING: Final = frozenset(
    {
        "campaign", "cmp", "feature", "feedname", "feedtype", "from", "ito", "medium", "mod",
        "origin", "partner", "ref", "ref_type", "referer", "referral", "referrer", "reflink",
        "share", "sharetype", "src", "st_source", "source", "via",
    }
)  # fmt: skip
_WAY: Final = (
    "(?:rss|atom|feeds?|e-?mail|newsletters?|twitter|facebook|fb|instagram|linkedin|whatsapp|telegram"
    "|flipboard|googlenews|applenews|social|sharing|share|copylink|permalink|youtu[.]be)"
)
_SAYS_WAY: Final = re.compile(
    rf"{_WAY}(?:[-_.: ]?{_WAY})*|rss[-_.:][a-z_.:-]*|[a-z_.:-]*[-_.:](?:rss|feed)", re.IGNORECASE
)
"""What such a parameter says where it only tells by which way a reader comes."""
_SWITCHES: Final = frozenset({"amp", "rss", "shared", "syndication", "outputtype"})
_SWITCHED_ON: Final = frozenset({"", "1", "true", "y", "yes", "amp", "rss"})
_NO_PLACE: Final = frozenset(
    {"comments", "comment", "respond", "disqus_thread", "top", "rss", "ampshare", "share"}
)
"""Fragments that name a place which every page has."""
_HOST_PREFIX: Final = re.compile(r"^(?:www\d?|m|mobile|amp|edition)\.(?=[^.]+\.)")
_PLAIN: Final = re.compile(r"[A-Za-z0-9/._~-]*")
_USUAL: Final = re.compile(r"https?://([a-z0-9.-]+)(/[A-Za-z0-9/._~-]*)")
"""An address as nearly all are, with nothing to leave out but at its ends."""
_AMP: Final = re.compile(r"(?:/amp|\.amp)/?$")


def canonical_link(link: str) -> str:
    """Reduce a page's address to what names the page, or the place on it.

    What surely tracks, scheme, default port and www or m go; the rest of the query is sorted
    (w3lib). Empty for no address, or for one that names a site and no page.
    """
    if usual := _USUAL.fullmatch(link):  # to split it takes ten times as long
        host, path = usual.groups()
        path = _AMP.sub("", path).rstrip("/")
        return _HOST_PREFIX.sub("", host) + path if path else ""
    return _canonical(link)


def page_of(link: str) -> str:
    """The same without the place on the page."""
    return canonical_link(link).partition("#")[0]


@lru_cache(maxsize=1024)  # one item's is asked for several times in a row
def _canonical(link: str) -> str:
    try:
        parts = urlsplit(link.strip())
        scheme, host, path, query, fragment = parts
        port = parts.port
    except ValueError:
        return ""
    if scheme.lower() not in {"http", "https"} or not host:
        return ""
    host = host.rpartition("@")[2].lower()
    if port in {80, 443}:
        host = host.rpartition(":")[0]
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not _tracks(name.lower(), value)
    ]
    path = _AMP.sub("", path).rstrip("/")
    place = f"#{fragment}" if fragment and _is_place(fragment) else ""
    if not path and not kept and not place:
        return ""
    host = _HOST_PREFIX.sub("", host)
    if not kept and _PLAIN.fullmatch(path):
        return host + path + place  # as canonicalize_url would leave it
    plain = urlunsplit(("https", host, path, urlencode(kept), ""))
    return canonicalize_url(plain).removeprefix("https://") + place


def _tracks(name: str, value: str) -> bool:
    """Whether a parameter, its name in lower case, surely counts visits and names nothing."""
    return (
        name in _TRACKING
        or name.startswith(_TRACKING_PREFIXES)
        or (name in _OFTEN_TRACKING and bool(_SAYS_WAY.fullmatch(value)))
        or (name in _SWITCHES and value.lower() in _SWITCHED_ON)
    )


def _is_place(fragment: str) -> bool:
    """Whether a fragment names something on the page."""
    text = fragment.partition(":~:")[0].strip()
    if not text or text.lower() in _NO_PLACE:
        return False
    if "=" not in text:
        return True
    pairs = parse_qsl(text, keep_blank_values=True)
    return not all(_tracks(name.lower().lstrip("?"), value) for name, value in pairs)
