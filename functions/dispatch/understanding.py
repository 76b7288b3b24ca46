"""Takes one message apart into the answers of the order form; what it reads is shown to the person before it counts.

A message falls into pieces at commas, semicolons, line ends and full stops; each piece is a phone number, a part of an
address, a name, or belongs to the description of the trouble.
"""

from __future__ import annotations

import re

from functions.dispatch.models import Category
from functions.dispatch.troubles import about_electricity, category
from shared import phone

# A full stop ends a piece only behind a word or a number, and not behind an abbreviation of addresses.
_PIECES = re.compile(
    r"[,;\n]+|(?:(?<=[^\W\d]{3})|(?<=\d))"
    r"(?<!\bпер)(?<!\bнаб)(?<!\bбул)(?<!\bмкр)(?<!\bстр)(?<!\bпод)(?<!\bтел)(?<!\bapt)(?<!\bave)(?<!\bstr)"
    r"(?<!\bпросп)(?<!\bкорп)[.!?]+(?=\s|$)"
)
_GREETING = re.compile(
    r"^(?:здравствуй(?:те)?|привет(?:ствую)?|добр(?:ый|ое|ого)\s+(?:день|вечер|утро|дня|вечера)|спасибо|пожалуйста"
    r"|hello|hi|good\s+(?:day|morning|afternoon|evening)|thanks|thank\s+you|please|გამარჯობა|მადლობა)$",
    re.IGNORECASE,
)
_ADDRESS_CUE = re.compile(
    r"^(?:(?:мой|наш|my|ჩემი)\s+)?(?:по\s+адресу|адрес|address|მისამართი)(?:\s*[:—-]\s*|\s+)(?=\S)", re.IGNORECASE
)
_STREETS = (
    r"(?:(?:улиц[аеу]|ул|проспект[еу]?|пр-?к?т|переул(?:ок|к[еу])|шоссе|бульвар[еу]?|б-р|набережн(?:ая|ой)|площад[ьи]"
    r"|мкр|микрорайон|проезд|аллея|тупик|street|st|avenue|ave|road|lane|ქუჩა|გამზირი)\b"
    r"|(?:ул|пр|просп|пер|ш|наб|пл|мкр|бул|st|str|ave|ქ)\.)"
)
_STREET = re.compile(rf"\b{_STREETS}", re.IGNORECASE)
# Where a sentence goes on with the place: "… по адресу Мира 10", "… на ул. Мира, 10", "… at 5 Main street".
_PLACE = re.compile(
    r"\s+(?=(?i:по\s+адресу|адрес|address)\b)"
    rf"|\s+(?:на|по)\s+(?=(?i:{_STREETS})\s*(?:\d+\s)?[А-ЯЁ])"
    r"|\s+(?:at|on)\s+(?=\d+\w?(?:\s\w+){1,3}?\s(?i:street|st|avenue|ave|road|lane)\b)"
)
_TOWN = re.compile(r"^(?:г\.|город|city|ქალაქი)\s*\w+|^(?:Москва|Санкт-Петербург|Петербург|Батуми|Тбилиси|Казань)$")
_HOUSE = re.compile(
    r"^(?:д(?:ом)?|кв(?:артира)?|к(?:орп(?:ус)?)?|стр(?:оение)?|под(?:ъезд)?|эт(?:аж)?|домофон|офис|оф"
    r"|apt|apartment|flat|floor|entrance|ბინა|სართული)\.?\s*№?\s*\d+\w?$",
    re.IGNORECASE,
)
_FLOOR = re.compile(r"^\d+\w?(?:\s*-?\s*[йо]\w?)?\s*(?:подъезд|этаж|корпус|floor|სართული)$", re.IGNORECASE)
# A word with a number behind it, but no hour: "Мира 10", not "Завтра в 10".
_NUMBERED = re.compile(
    r"^[А-ЯЁA-Zა-ჰ][\w-]+(?:\s(?!(?:во?|на|к|с|до|по|за|около|после|через|примерно|at|by|in|after|before)\s)[\w-]+){0,2}?"
    r"\s(?:д\.?\s*|дом\s)?\d{1,4}\s?[а-яa-z]?(?:[/-]\d+)?(?:\s.*\d\w?)?$"
)
_BARE = re.compile(r"^\d{1,4}\s?[а-яa-zА-ЯA-Z]?(?:[/-]\d+)?$")
_CALLED = re.compile(
    r"^(?:меня\s+зовут|зовут|имя|my\s+name\s+is|name|(?:მე\s+)?მქვია|სახელი)(?:\s*[:—-]\s*|\s+)(?=\S)", re.IGNORECASE
)
_PERHAPS_CALLED = re.compile(r"^(?:это|я|i\s+am|i'm|this\s+is|მე\s+ვარ)(?:\s*[:—-]\s*|\s+)(?=\S)", re.IGNORECASE)
_PHONE_CUE = re.compile(
    r"(?:\b(?:мой|my|ჩემი)\s+)?\b(?:тел(?:ефон)?|номер|phone|ტელ(?:ეფონი)?)\.?\s*[:—-]?\s*$", re.IGNORECASE
)
_NAME = re.compile(
    r"^[А-ЯЁA-Z][а-яёa-z]+(?:[ -][А-ЯЁA-Z][а-яёa-z]+){0,3}$"
    r"|^[ა-ჰ]{2,}(?:\s[ა-ჰ]{2,})?$"
)
_WORDS = re.compile(r"^[^\W\d]+(?:[ -][^\W\d]+){0,3}$")
# Words that stand alone at the beginning of a message like a name, and are none.
_NO_NAME = re.compile(
    r"^(?:свет$|ток$|искр|электр|замык|замкн|корот|выби|(?:с|пере)гор|мига|морга|гудит|трещ|щ[её]лк|помо[гщ]|нужен|нет$|да$|не$"
    r"|help|power|spark|yes$|no$)|\b(?:არ|არის|მჭირდება|გთხოვთ)\b|შუქ|დენი\b|ელექტრ",
    re.IGNORECASE,
)


def split(text: str, at: str) -> dict[str, str]:
    """Return the answers a message holds, by step; what is left over answers the open step ``at``."""
    answers, text = _without_phone(text)
    address: list[str] = []
    rest: list[str] = []
    for piece in _pieces(text):
        called = "" if "name" in answers else _called(piece)
        if called:
            answers["name"] = called
        elif at == "address" or _is_address(piece, after_address=bool(address)):
            address.append(_ADDRESS_CUE.sub("", piece))
        else:
            rest.append(piece)
    if "name" not in answers:
        answers |= _name_among(rest, address, at, beside_phone="phone" in answers)
    if address:
        answers["address"] = ", ".join(address)
    return _with_rest(answers, rest, at)


def only_greets(text: str) -> bool:
    """Whether there is nothing in a message but a greeting or a thank-you."""
    return bool(text.strip()) and not _pieces(text)


def name_in(text: str) -> str:
    """Return the name out of "меня зовут Анна", anything else as it is."""
    return _called(text.strip(" .!")) or text


def address_in(text: str) -> str:
    """Return the address out of "адрес: ул. Мира, 10", anything else as it is."""
    return _ADDRESS_CUE.sub("", text.strip())


def _without_phone(text: str) -> tuple[dict[str, str], str]:
    found = phone.find(text)
    if found is None:
        return {}, text
    before = _PHONE_CUE.sub("", text[: found.start])
    return {"phone": found.number}, f"{before},{text[found.end :]}"


def _pieces(text: str) -> list[str]:
    parts = (part for sentence in _PIECES.split(text) for part in _PLACE.split(sentence))
    pieces = (part.strip(" .!?—-") for part in parts)
    return [piece for piece in pieces if piece and not _GREETING.match(piece)]


def _with_rest(answers: dict[str, str], rest: list[str], at: str) -> dict[str, str]:
    """Give what was not recognised to the open step; a description also names its category."""
    left = "".join(f"{'. ' if piece[0].isupper() else ', '}{piece}" for piece in rest).removeprefix(". ")
    left = left.removeprefix(", ")
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
    street = _STREET.search(piece)
    if street:
        return _names_a_street(piece, piece[: street.start()])
    return bool(_NUMBERED.search(piece)) and category(piece) is Category.OTHER


def _names_a_street(piece: str, before: str) -> bool:
    """Tell "Тверская улица" and "нет, ул. Мира, 10" from "не горит фонарь на улице"."""
    words = before.split()
    if re.search(r"\d", piece):
        return len(words) < 2 or not about_electricity(before)  # noqa: PLR2004 - one word may be the street's name
    return len(words) <= 2 and (not words or words[0][0].isupper())  # noqa: PLR2004 - names have two words at most


def _called(piece: str) -> str:
    """Return the name that a piece announces."""
    if announced := _CALLED.match(piece):
        name = piece[announced.end() :].strip()
        return name if _WORDS.match(name) else ""
    perhaps = _PERHAPS_CALLED.match(piece)
    return _looks_like_name(piece[perhaps.end() :].strip()) if perhaps else ""


def _name_among(rest: list[str], address: list[str], at: str, *, beside_phone: bool) -> dict[str, str]:
    """Take out the piece that is a name by its looks alone, where the question or the other details make it likely."""
    if at == "name":
        pool, likely = rest, next((piece for piece in rest if _looks_like_name(piece)), "")
    elif at == "address":
        # Districts stand before the street: only behind a house number can the last words be a name.
        numbered = any(re.search(r"\d", piece) for piece in address[:-1])
        pool, likely = address, _looks_like_name(address[-1]) if beside_phone and numbered else ""
    else:
        # People say what is wrong first and who they are last.
        pool, likely = rest, next((piece for piece in reversed(rest) if _looks_like_name(piece)), "")
        likely = likely if beside_phone or address else ""
    if not likely:
        return {}
    pool.remove(likely)
    return {"name": likely}


def _looks_like_name(piece: str) -> str:
    """Return a piece that is written like a name and is no town and no trouble."""
    plausible = _NAME.match(piece) and not _TOWN.match(piece) and not _NO_NAME.search(piece)
    return piece if plausible and category(piece) is Category.OTHER else ""
