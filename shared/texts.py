"""Speaks to people from Fluent catalogues, a file a language, in Russian where nothing else fits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("ru", "en", "ka")
DEFAULT = "ru"


class Texts:
    """The texts of one language."""

    def __init__(self, language: str, bundle: FluentBundle) -> None:
        self.language = language
        self._bundle = bundle
        self._plain: dict[str, str] = {}

    def __call__(self, text: str, /, **values: str | int) -> str:
        """Return the text called ``text``; a name no catalogue has raises ``KeyError``.

        What has no variables is formatted once: a keyboard has a dozen such texts, and every turn has a keyboard.
        """
        if not values:
            if text not in self._plain:
                self._plain[text] = self._formatted(text, {})
            return self._plain[text]
        return self._formatted(text, values)

    def has(self, name: str) -> bool:
        """Whether there is a text called ``name``."""
        return bool(self._bundle.has_message(name))

    def _formatted(self, text: str, values: dict[str, str | int]) -> str:
        message = self._bundle.get_message(text)
        if message.value is None:
            raise KeyError(text)
        words, errors = self._bundle.format_pattern(message.value, values)
        if errors:
            raise ValueError(f"{text}: {errors[0]}")
        return str(words)


class Catalogue:
    """The texts of some folders in every language."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._texts: dict[str, Texts] = {}

    def speak(self, language: str) -> Texts:
        """Return the texts of a language; read when first asked for."""
        language = language if language in LANGUAGES else DEFAULT
        if language not in self._texts:
            self._texts[language] = Texts(language, _bundle(language, self._folders))
        return self._texts[language]

    def every(self, name: str) -> frozenset[str]:
        """Return a text without variables in every language, to recognise a key that was pressed in another one."""
        return frozenset(self.speak(language)(name) for language in LANGUAGES)


def language(code: str) -> str:
    """Choose our language for a vendor's language code such as ``ru-RU``."""
    short = code.partition("-")[0].lower()
    return short if short in LANGUAGES else DEFAULT


@cache
def _bundle(language: str, folders: tuple[Path, ...]) -> FluentBundle:
    # Isolation marks around values would break the copying of phone numbers and exact comparison.
    bundle = FluentBundle([language], use_isolating=False)
    for folder in folders:
        bundle.add_resource(FluentResource((folder / f"{language}.ftl").read_text("utf-8")))
    return bundle
