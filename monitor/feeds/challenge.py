"""Challenge: a web page that asks for proof of being human, where a feed was asked for. Pure.

Such a page comes with any status (200, 403, 429, 503), so both who reads statuses and who reads
documents ask here. Without this module a wall before a feed would pass for a wrong password.
"""

from __future__ import annotations

import re

_CHALLENGE = re.compile(
    r"/cdn-cgi/challenge-platform/|cf[-_]chl|cf-turnstile|[gh]-?re?captcha|h-captcha|hcaptcha\.com"
    r"|px-captcha|captcha-delivery\.com|awswaf\.com|_incapsula_resource|ddos-guard"
    r"|/\.within\.website/x/|/\.well-known/sgcaptcha|\bcaptcha\b"
    r"|<title[^<>]*>\s{0,20}(?:just a moment|attention required|checking your browser"
    r"|are you (?:a robot|human)|(?:security|human|bot) (?:check|verification)"
    r"|verif(?:y|ying) (?:that )?you)",
    re.IGNORECASE,
)


def is_challenge(text: str) -> bool:
    """Whether a web page, or its beginning, asks for proof of being human."""
    return _CHALLENGE.search(text) is not None
