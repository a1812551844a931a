"""The language of the program: ``activate`` once, then ``_`` and ``ngettext`` everywhere.

Texts in the code are English; ``locale/nb/LC_MESSAGES/kodeverk.po`` holds the Norwegian.
Call ``_`` when the text is needed, not when a module is imported: the language is chosen by the
command line. (Only ``kodeverk.tui`` may call it at import time, because the command line imports
it after the language is active.)
"""

import gettext as _gettext
import locale
import os
from pathlib import Path

LANGUAGES = ("nb", "en")
_LOCALE_DIR = Path(__file__).parent / "locale"
_NORWEGIAN = ("nb", "nn", "no")

_active = "en"
_translations: _gettext.NullTranslations = _gettext.NullTranslations()


def activate(language: str) -> None:
    """Switch every later text to ``language`` (``nb`` or ``en``; anything else is English)."""
    global _active, _translations
    _active = language if language in LANGUAGES else "en"
    _translations = translator(_active)


def translator(language: str) -> _gettext.NullTranslations:
    """Return the texts in ``language`` without switching to it (``.gettext``, ``.ngettext``).

    For a document whose language is not that of the program.
    """
    if language not in LANGUAGES or language == "en":
        return _gettext.NullTranslations()
    return _gettext.translation(
        "kodeverk", localedir=_LOCALE_DIR, languages=[language], fallback=True
    )


def active() -> str:
    """Return the language in use: ``nb`` or ``en``."""
    return _active


def choose(*wanted: str | None) -> str:
    """Return the first of ``wanted`` that is a language we have, else the system's, else ``nb``.

    Order of use: ``--lang``, the project's setting, the system's locale. Nynorsk and ``no`` give
    ``nb``. A system without a language (``C``) gives Norwegian: that is who the program is for.
    """
    for name in (*wanted, *_system()):
        if not name:
            continue
        short = name.replace("_", "-").split("-")[0].split(".")[0].lower()
        if short in _NORWEGIAN:
            return "nb"
        if short == "en":
            return "en"
    return "nb"


def _system() -> list[str | None]:
    names: list[str | None] = [
        os.environ.get(key) for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)
    ]
    if not names:
        try:
            names.append(locale.getlocale()[0])
        except ValueError:  # an unknown locale name in the environment
            return names
    return names


def _(text: str) -> str:
    """Return ``text`` in the active language."""
    return _translations.gettext(text)


def ngettext(one: str, many: str, n: int) -> str:
    """Return ``one`` or ``many`` in the active language, as fits the number ``n``."""
    return _translations.ngettext(one, many, n)


def pgettext(context: str, text: str) -> str:
    """Return ``text`` in the active language, as it is said in ``context``."""
    return _translations.pgettext(context, text)
