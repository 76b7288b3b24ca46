"""Takes one message apart into the answers of the order form; what it reads is shown to the person before it counts.

A message falls into pieces at commas, semicolons, line ends and full stops; each piece is a phone number, a part of an
address, a name, or belongs to the description of the trouble.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from functions.dispatch.models import Category
from shared import phone

_PIECES = re.compile(r"[,;\n]+|(?:(?<=[^\W\d]{3})|(?<=\d))[.!?](?=\s|$)")
_GREETING = re.compile(
    r"^(?:здравствуйте|привет(?:ствую)?|добр(?:ый|ое|ого)\s+(?:день|вечер|утро|дня)|спасибо|пожалуйста"
    r"|hello|hi|good\s+(?:day|morning|evening)|thanks|please|გამარჯობა|მადლობა)$",
    re.IGNORECASE,
)
_ADDRESS_CUE = re.compile(r"^(?:мой\s+)?(?:адрес|address|მისამართი)\s*[:\-—]?\s*(?=\S)", re.IGNORECASE)
_STREET = re.compile(
    r"\b(?:ул(?:ица|\.)?|пр(?:оспект|осп\.?|-к?т|\.)|пер(?:еулок|\.)|ш(?:оссе|\.)|б(?:ульвар|-р)|наб(?:ережная|\.)"
    r"|пл(?:ощадь|\.)|мкр\.?|микрорайон|проезд|аллея|street|str?\.|avenue|ave\.?|road|lane|ქუჩა|ქ\.|გამზირი)(?=\s|$|\w)",
    re.IGNORECASE,
)
_TOWN = re.compile(r"^(?:г\.|город|city|ქალაქი)\s*\w+|^(?:Москва|Санкт-Петербург|Петербург|Батуми|Тбилиси|Казань)$")
_HOUSE = re.compile(
    r"^(?:д(?:ом)?|кв(?:артира)?|к(?:орп(?:ус)?)?|стр(?:оение)?|под(?:ъезд)?|эт(?:аж)?|подъезд|домофон|офис|оф"
    r"|apt|flat|floor|ბინა|სართული)\.?\s*№?\s*\d+\w?$",
    re.IGNORECASE,
)
_FLOOR = re.compile(r"^\d+\w?(?:\s*-?\s*[йо]\w?)?\s*(?:подъезд|этаж|корпус|floor|სართული)$", re.IGNORECASE)
_NUMBERED = re.compile(
    r"^[А-ЯЁA-Zა-ჰ][\w-]+(?:\s[\w-]+){0,2}?\s(?:д\.?\s*|дом\s)?\d{1,4}\s?[а-яa-z]?(?:[/-]\d+)?(?:\s.*\d\w?)?$"
)
_BARE = re.compile(r"^\d{1,4}\s?[а-яa-zА-ЯA-Z]?(?:[/-]\d+)?$")
_NAME_CUE = re.compile(
    r"^(?:меня\s+зовут|зовут|имя|это|я|my\s+name\s+is|name|i\s+am|მე\s+ვარ|მქვია|სახელი)\s*[:\-—]?\s*(?=\S)",
    re.IGNORECASE,
)
_PHONE_CUE = re.compile(r"(?:мой\s+)?(?:тел(?:ефон)?|номер|phone|ტელ(?:ეფონი)?)\.?\s*[:\-—]?\s*$", re.IGNORECASE)
_NAME = re.compile(
    r"^(?:[А-ЯЁA-Z][а-яёa-z]+(?:-[А-ЯЁA-Z][а-яёa-z]+)?|[ა-ჰ]{2,})(?:\s+(?:[А-ЯЁA-Z][а-яёa-z]+|[ა-ჰ]{2,})){0,2}$"
)

_TROUBLES: Mapping[Category, re.Pattern[str]] = {
    Category.URGENT: re.compile(r"авари|срочн|дым|горит|пожар|пахнет\s+гар|urgent|smoke|fire|სასწრაფ", re.IGNORECASE),
    Category.PANEL: re.compile(r"щит|автомат|узо|пробк|сч[её]тчик|panel|breaker|ფარ", re.IGNORECASE),
    Category.SOCKETS: re.compile(r"розет|выключател|socket|outlet|switch|როზეტ|ჩამრთველ", re.IGNORECASE),
    Category.LIGHTING: re.compile(
        r"люстр|ламп|светильн|освещ|спот|lamp|light|chandelier|ნათურ|განათ|ჭაღ", re.IGNORECASE
    ),
    Category.APPLIANCES: re.compile(
        r"плит|духов|стирал|бойлер|варочн|кондиционер|stove|oven|washer|boiler|ღუმელ", re.IGNORECASE
    ),
    Category.WIRING: re.compile(r"провод|кабел|wiring|cable|გაყვანილ|კაბელ", re.IGNORECASE),
}
_ELECTRIC = re.compile(r"электр|свет|искр|ток|замыка|electric|power|spark|ელექტრ|შუქ", re.IGNORECASE)


def split(text: str, at: str) -> dict[str, str]:
    """Return the answers a message holds, by step; what is left over answers the open step ``at``."""
    answers, text = _without_phone(text)
    address: list[str] = []
    rest: list[str] = []
    pieces = _pieces(text)
    for position, piece in enumerate(pieces, 1):
        # Where an address is asked, only the last words beside a phone number can be a name: districts come first.
        by_capitals = at != "address" or ("phone" in answers and position == len(pieces))
        name = "" if "name" in answers else _name(piece, by_capitals=by_capitals)
        if name:
            answers["name"] = name
        elif at == "address" or _is_address(piece, after_address=bool(address)):
            address.append(_ADDRESS_CUE.sub("", piece))
        else:
            rest.append(piece)
    if address:
        answers["address"] = ", ".join(address)
    return _with_rest(answers, rest, at)


def category(text: str) -> Category:
    """Guess what a description is about; the first trouble it names counts, danger before all."""
    return next((kind for kind, words in _TROUBLES.items() if words.search(text)), Category.OTHER)


def about_electricity(text: str) -> bool:
    """Whether a message speaks of something an electrician would come for."""
    return category(text) is not Category.OTHER or bool(_ELECTRIC.search(text))


def _without_phone(text: str) -> tuple[dict[str, str], str]:
    found = phone.find(text)
    if found is None:
        return {}, text
    before = _PHONE_CUE.sub("", text[: found.start])
    return {"phone": found.number}, f"{before},{text[found.end :]}"


def _pieces(text: str) -> list[str]:
    pieces = (piece.strip(" .!—-") for piece in _PIECES.split(text))
    return [piece for piece in pieces if piece and not _GREETING.match(piece)]


def _with_rest(answers: dict[str, str], rest: list[str], at: str) -> dict[str, str]:
    """Give what was not recognised to the open step; a description also names its category."""
    left = ", ".join(rest)
    if not left:
        return answers
    if at == "service":
        if not about_electricity(left):
            return answers
        return {"service": category(left).value, "problem": left} | answers
    return {at: left} | answers


def _is_address(piece: str, *, after_address: bool) -> bool:
    if any(form.search(piece) for form in (_ADDRESS_CUE, _TOWN, _HOUSE, _FLOOR)):
        return True
    if after_address and _BARE.search(piece):
        return True
    return bool(_NUMBERED.search(piece) or (_STREET.search(piece) and re.search(r"\d|^\W*\w+\W+\w+", piece)))


def _name(piece: str, *, by_capitals: bool) -> str:
    """Return the name a piece is: after a cue anywhere, by its capitals alone where the question allows it."""
    cue = _NAME_CUE.match(piece)
    name = piece[cue.end() :].strip() if cue else piece
    if not _NAME.match(name) or _TOWN.match(name) or category(name) is not Category.OTHER:
        return ""
    return name if cue or by_capitals else ""
