"""Decides what a formula comes to: arithmetic, comparison, joining, references, SUM and COUNTA.

Any other function is shown as ``#NAME?``, as Google shows one it does not know, rather than guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from infra.local.sheets import a1
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.errors import Refused
from infra.local.sheets.grid import Formula, Sheet, Value
from infra.local.sheets.ranges import Place, resolve

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:[.]\d+)?(?:[eE][+-]?\d+)?)
    | "(?P<text>(?:[^"]|"")*)"
    | (?P<reference>(?:'(?:[^']|'')+'!|[^\W\d]\w*!)?\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{0,3}\$?\d*)?(?![\w(])
                   |(?:'(?:[^']|'')+'!|[^\W\d]\w*!)?\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(]))
    | (?P<gone>\#REF!)
    | (?P<name>[^\W\d][\w.]*)
    | (?P<sign><=|>=|<>|[-+*/^&=<>(),;%])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class CellError:
    """An error in a cell: what it shows, and its type in an ``ErrorValue``."""

    shown: str
    type: str


DIVIDE = CellError("#DIV/0!", "DIVIDE_BY_ZERO")
NAME = CellError("#NAME?", "NAME")
PARSE = CellError("#ERROR!", "ERROR")
REFERENCE = CellError("#REF!", "REF")
VALUE = CellError("#VALUE!", "VALUE")
NUMBER = CellError("#NUM!", "NUM")

Result = str | int | float | bool | CellError | None


class _Failed(Exception):
    def __init__(self, error: CellError) -> None:
        super().__init__(error.shown)
        self.error = error


class Evaluator:
    """Works out the formulas of one spreadsheet, each once."""

    def __init__(self, book: Spreadsheet) -> None:
        self._book = book
        self._known: dict[tuple[int, str], Result] = {}
        self._open: set[tuple[int, str]] = set()

    def result(self, sheet: Sheet, formula: Formula) -> Result:
        """Return what ``formula`` in a cell of ``sheet`` comes to; one that needs itself is ``#REF!``."""
        key = (sheet.id, formula.text)
        if key in self._known:
            return self._known[key]
        if key in self._open:
            return REFERENCE
        self._open.add(key)
        try:
            result: Result = _Reader(self, sheet, formula.text[1:]).whole()
        except _Failed as failed:
            result = failed.error
        except ZeroDivisionError:
            result = DIVIDE
        except OverflowError:
            result = NUMBER
        self._open.discard(key)
        self._known[key] = result
        return result

    def place(self, sheet: Sheet, reference: str) -> Place:
        """Return the place a reference in a formula on ``sheet`` means."""
        text = reference.replace("$", "")
        try:
            place = resolve(self._book, text if "!" in text else f"{a1.quoted(sheet.title)}!{text}")
            return place.starts_inside()
        except Refused as refused:
            raise _Failed(REFERENCE) from refused

    def values(self, place: Place) -> Iterator[Result]:
        """Walk through the results in a range; empty cells are left out."""
        top, left, bottom, right = place.cells
        for row in place.sheet.rows[top:bottom]:
            for value in row.values[left:right]:
                if value is not None:
                    yield self._settled(place.sheet, value)

    def _settled(self, sheet: Sheet, value: Value) -> Result:
        return self.result(sheet, value) if isinstance(value, Formula) else value


class _Reader:
    """Reads one formula from left to right, working it out on the way."""

    def __init__(self, evaluator: Evaluator, sheet: Sheet, text: str) -> None:
        self._evaluator = evaluator
        self._sheet = sheet
        self._tokens = list(_tokens(text))
        self._at = 0

    def whole(self) -> Result:
        result = self._single(self._compared())
        if self._at < len(self._tokens):
            raise _Failed(PARSE)
        return 0 if result is None else result

    def _sign(self, *wanted: str) -> str | None:
        if self._at < len(self._tokens):
            kind, text = self._tokens[self._at]
            if kind == "sign" and text in wanted:
                self._at += 1
                return text
        return None

    def _compared(self) -> Result | Place:
        left = self._joined()
        while sign := self._sign("=", "<>", "<", ">", "<=", ">="):
            left = _compare(sign, self._single(left), self._single(self._joined()))
        return left

    def _joined(self) -> Result | Place:
        left = self._sum()
        while self._sign("&"):
            left = _text(self._single(left)) + _text(self._single(self._sum()))
        return left

    def _sum(self) -> Result | Place:
        left = self._product()
        while sign := self._sign("+", "-"):
            right = _number(self._single(self._product()))
            left = _whole(_number(self._single(left)) + (right if sign == "+" else -right))
        return left

    def _product(self) -> Result | Place:
        left = self._power()
        while sign := self._sign("*", "/"):
            right = _number(self._single(self._power()))
            number = _number(self._single(left))
            left = _whole(number * right if sign == "*" else number / right)
        return left

    def _power(self) -> Result | Place:
        left = self._signed()
        while self._sign("^"):
            # Of doubles, as there: whole numbers of Python would grow until the memory is full.
            power = float(_number(self._single(left))) ** _number(self._single(self._signed()))
            if isinstance(power, complex):
                raise _Failed(NUMBER)
            left = _whole(power)
        return left

    def _signed(self) -> Result | Place:
        if sign := self._sign("-", "+"):
            number = _number(self._single(self._signed()))
            return -number if sign == "-" else number
        value = self._value()
        while self._sign("%"):
            value = _number(self._single(value)) / 100
        return value

    def _value(self) -> Result | Place:
        if self._sign("("):
            inner = self._compared()
            self._closed()
            return inner
        if self._at >= len(self._tokens):
            raise _Failed(PARSE)
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            return _whole(float(text))
        if kind == "text":
            return text.replace('""', '"')
        if kind == "reference":
            return self._evaluator.place(self._sheet, text)
        if kind == "name":
            return self._named(text.upper())
        raise _Failed(REFERENCE if kind == "gone" else PARSE)

    def _named(self, name: str) -> Result:
        if name in ("TRUE", "FALSE", "ИСТИНА", "ЛОЖЬ") and not self._sign("("):
            return name in ("TRUE", "ИСТИНА")
        if name not in ("SUM", "СУММ", "COUNTA", "СЧЁТЗ") or not self._sign("("):
            raise _Failed(NAME)
        results: list[Result] = []
        while not self._sign(")"):
            argument = self._compared()
            results.extend(self._evaluator.values(argument) if isinstance(argument, Place) else [argument])
            if not self._sign(",", ";"):
                self._closed()
                break
        if name in ("COUNTA", "СЧЁТЗ"):
            return len(results)
        return _whole(sum(_summand(result) for result in results))

    def _closed(self) -> None:
        if not self._sign(")"):
            raise _Failed(PARSE)

    def _single(self, value: Result | Place) -> Result:
        """Return the one value of a reference to one cell; more than one cell is no value."""
        if not isinstance(value, Place):
            return value
        if value.cells.height != 1 or value.cells.width != 1:
            raise _Failed(VALUE)
        return next(self._evaluator.values(value), None)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _Failed(PARSE)
        at = match.end()
        yield match.lastgroup, match[match.lastgroup]


def _whole(number: float) -> int | float:
    """Return a number as a cell holds it: whole where it is, otherwise a double; beyond the doubles is ``#NUM!``."""
    if not math.isfinite(number):
        raise _Failed(NUMBER)
    return int(number) if abs(number) < 10**15 and number == int(number) else float(number)


def _number(value: Result) -> int | float:
    if isinstance(value, CellError):
        raise _Failed(value)
    if isinstance(value, str):
        try:
            number = float(value)
        except ValueError:
            raise _Failed(VALUE) from None
        if not math.isfinite(number):
            raise _Failed(VALUE)
        return _whole(number)
    return value or 0


def _text(value: Result) -> str:
    if isinstance(value, CellError):
        raise _Failed(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "" if value is None else str(value)


def _summand(value: Result) -> int | float:
    """Return what a value adds to a sum: texts and booleans add nothing, an error spoils it."""
    if isinstance(value, CellError):
        raise _Failed(value)
    return 0 if value is None or isinstance(value, str | bool) else value


def _compare(sign: str, left: Result, right: Result) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return _ordered(sign, (left.casefold() > right.casefold()) - (left.casefold() < right.casefold()))
    if isinstance(left, str) or isinstance(right, str):
        # A text is greater than any number; an empty cell equals an empty text.
        if (left or "") == (right or "") == "":
            return _ordered(sign, 0)
        return _ordered(sign, 1 if isinstance(left, str) else -1)
    first, second = _number(left), _number(right)
    return _ordered(sign, (first > second) - (first < second))


def _ordered(sign: str, order: int) -> bool:
    return {
        "=": order == 0,
        "<>": order != 0,
        "<": order < 0,
        ">": order > 0,
        "<=": order <= 0,
        ">=": order >= 0,
    }[sign]
