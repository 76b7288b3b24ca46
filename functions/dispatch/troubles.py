"""What a description of a trouble is about: its category, and whether an electrician is who should come."""

from __future__ import annotations

import re
from collections.abc import Mapping

from functions.dispatch.models import Category

_BURNS = r"(?:щит\w*|розетк\w*|провод\w*|кабел\w*|автомат\w*|сч[её]тчик)"

_TROUBLES: Mapping[Category, re.Pattern[str]] = {
    Category.URGENT: re.compile(
        r"авари|(?<!не )срочн|\bдым|задымл|загорел|пожар(?!н)|\bгар(?:и|ь|ью)\b|\burgent"
        rf"|{_BURNS} горит|(?<!не )\bгорит {_BURNS}"
        r"|\bsmoke(?! (?:detector|alarm))|\bfire\b(?! alarm)|\bburn(?:s|t|ing)\b|სასწრაფ|კვამლ|ხანძ",
        re.IGNORECASE,
    ),
    Category.PANEL: re.compile(
        r"(?<!за)щит(?:о?к|[аеуы]?\b|ом?|ов)|автомат(?!ич)|\bузо\b|пробк|сч[её]тчик|\bpanel|breaker|\bfuse|ფარ(?:ი|ში)\b|ავტომატ|მრიცხველ",
        re.IGNORECASE,
    ),
    Category.SOCKETS: re.compile(
        r"розет|выключател|\bsocket|\boutlet|\bswitch(?:es)?\b|როზეტ|ჩამრთველ|შტეფსელ", re.IGNORECASE
    ),
    Category.LIGHTING: re.compile(
        r"люстр|ламп|светильн|освещ|\bспот(?:ы|ов|а)?\b|\blamp|\blight|\bbulb|chandelier|ნათურ|განათ|ჭაღ", re.IGNORECASE
    ),
    Category.APPLIANCES: re.compile(
        r"плит(?!к)|электроплит|духов|стиральн|стиралк|бойлер|водонагрев|варочн|кондиционер|\bstove|\boven|washer"
        r"|washing machine|boiler|\bair condition|ღუმელ|ქურა|სარეცხ|ბოილერ|კონდიციონერ",
        re.IGNORECASE,
    ),
    Category.WIRING: re.compile(
        r"(?<!водо)(?<!газо)(?<!трубо)провод(?!ит|ник|им)|кабел|\bwir(?:e|es|ing)\b|\bcable|გაყვანილ|კაბელ|სადენ",
        re.IGNORECASE,
    ),
}
_ELECTRIC = re.compile(
    r"электр|\bсвет(?!л|оф)|искр(?!ен)|\bток(?:ом|а|у)?\b|замык|замкн|коротит|выбива|выбил|морга|мига"
    r"|electric|\bpower\b|\bspark|ელექტრ|შუქ|\bდენ|ნაპერწკ",
    re.IGNORECASE,
)


def category(text: str) -> Category:
    """Guess what a description is about; the first trouble it names counts, danger before all."""
    return next((kind for kind, words in _TROUBLES.items() if words.search(text)), Category.OTHER)


def about_electricity(text: str) -> bool:
    """Whether a message speaks of something an electrician would come for."""
    return category(text) is not Category.OTHER or bool(_ELECTRIC.search(text))
