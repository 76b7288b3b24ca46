"""Decides what is an address: for buttons, for links in texts.

Words follow ``LinkManager::check_link`` and ``parse_url`` of https://github.com/tdlib/td. Unlike there,
``localhost`` is a host: that is where everything is here.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

WEB = ("http", "https")
OTHER = ("tg", "ton", "tonsite")
HOST = re.compile(r"(?i)[^\s/@:.]+(\.[^\s/@:.]+)+|localhost")


def problem_of(link: str) -> str:
    """Say what is wrong with an address, nothing where nothing is."""
    try:
        parts = _split(link)
        host = parts.hostname or ""
    except ValueError:
        return "Wrong HTTP URL"
    if parts.scheme in OTHER:
        return ""
    if parts.scheme not in WEB:
        return "Unsupported URL protocol"
    if not host:
        return "URL host is empty"
    return "" if HOST.fullmatch(host) else "Wrong HTTP URL"


def in_full(link: str) -> str:
    """Return a good address with its scheme and path."""
    parts = _split(link)
    return parts.geturl() if parts.path or parts.scheme in OTHER else parts._replace(path="/").geturl()


def _split(link: str) -> SplitResult:
    return urlsplit(link if "://" in link else f"http://{link}")
