"""What makes a code sound, whichever file it was read from, and how its text is stored."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from kodeverk.codebook.marks import parse_color, valid_key
from kodeverk.errors import UsageError
from kodeverk.i18n import _
from kodeverk.model import Code, Codebook, Severity
from kodeverk.text import clean

# What a code has besides id and place, in the order it is written.
FIELDS = (
    "name",
    "definition",
    "include",
    "exclude",
    "examples",
    "cues",
    "counter_cues",
    "color",
    "key",
    "codable",
    "replaces",
)
CUES = ("cues", "counter_cues")
LISTS = ("examples", *CUES, "replaces")

TRUE = frozenset(("true", "yes", "ja", "sann", "1"))
FALSE = frozenset(("false", "no", "nei", "usann", "0"))


class Report(Protocol):
    """Takes what is wrong with one field of one code (``field`` may be empty: the whole code)."""

    def __call__(
        self,
        code_id: str,
        field: str,
        kind: str,
        message: str,
        cure: str,
        severity: Severity = Severity.WARNING,
    ) -> None:
        """Note the problem."""


def tidy(text: str) -> str:
    """Return ``text`` as a codebook keeps it: NFC, LF, cleaned, no blanks at line ends or edges."""
    text = clean("\n".join(text.replace("\ufeff", "").splitlines()))
    text = unicodedata.normalize("NFC", text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def tidy_line(text: str) -> str:
    """Return ``text`` tidied and on one line."""
    return " ".join(tidy(text).split())


def tidy_lines(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts tidied, each on one line, without the empty ones."""
    return tuple(text for text in map(tidy_line, texts) if text)


def tidy_list(name: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the entries of the field ``name``, one of ``LISTS``, as a codebook keeps them.

    Cues are parted by commas, semicolons or lines, and none of them stands there twice.
    """
    if name not in CUES:
        return tidy_lines(texts)
    kept: dict[str, str] = {}
    for cue in tidy_lines(cue for text in texts for cue in re.split("[,;\n]", tidy(text))):
        kept.setdefault(cue.casefold(), cue)
    return tuple(kept.values())


def in_both(code: Code) -> tuple[str, ...]:
    """Return the cues of ``code`` that are among its counter-cues too."""
    against = {cue.casefold() for cue in code.counter_cues}
    return tuple(cue for cue in code.cues if cue.casefold() in against)


def parse_bool(text: str) -> bool | None:
    """Return what ``text`` says (true/yes/ja/sann …), or None if it says neither."""
    word = text.strip().casefold()
    return True if word in TRUE else False if word in FALSE else None


def settle(codes: Sequence[Code], report: Report) -> tuple[Code, ...]:
    """Return ``codes`` (ids distinct) with every field sound; what had to go is reported."""
    ids = {code.id for code in codes}
    keys: dict[str, str] = {}
    replaced: dict[str, str] = {}
    settled = []
    for code in codes:
        if not code.name:
            report(
                code.id,
                "name",
                "codebook-missing-name",
                _("The code “{id}” has no name; its id is shown instead.").format(id=code.id),
                _("Give it a name."),
            )
        color = parse_color(code.color) if code.color else ""
        if color is None:
            report(
                code.id,
                "color",
                "codebook-color",
                _("“{color}” is not a colour.").format(color=code.color),
                _('Write colours as "#1f77b4", in quotes.'),
            )
        for cue in in_both(code):
            report(
                code.id,
                "counter_cues",
                "codebook-cue",
                _("“{cue}” is both a cue and a counter-cue of “{id}”.").format(cue=cue, id=code.id),
                _("Take it out of one of them."),
            )
        settled.append(
            replace(
                code,
                name=code.name or code.id,
                color=color or "",
                key=_settle_key(code, keys, report),
                replaces=_settle_replaces(code, ids, replaced, report),
            )
        )
    return tuple(settled)


def _settle_key(code: Code, keys: dict[str, str], report: Report) -> str:
    if not code.key:
        return ""
    if not valid_key(code.key):
        report(
            code.id,
            "key",
            "codebook-key",
            _("“{key}” cannot be the key of “{id}”.").format(key=code.key, id=code.id),
            _("Use one digit, one capital letter, or æ, ø or å."),
        )
        return ""
    if code.key in keys:
        report(
            code.id,
            "key",
            "codebook-duplicate-key",
            _("The key {key} of “{id}” already belongs to “{other}”.").format(
                key=code.key, id=code.id, other=keys[code.key]
            ),
            _("Give one of them another key."),
        )
        return ""
    keys[code.key] = code.id
    return code.key


def _settle_replaces(
    code: Code, ids: set[str], replaced: dict[str, str], report: Report
) -> tuple[str, ...]:
    sound = []
    for old in dict.fromkeys(code.replaces):
        if old == code.id or old in ids:
            report(
                code.id,
                "replaces",
                "codebook-replaces",
                _("“{id}” says it replaces “{old}”, but that code is still here.").format(
                    id=code.id, old=old
                ),
                _("Remove the code “{old}” or take it out of “replaces”.").format(old=old),
            )
        elif old in replaced:
            report(
                code.id,
                "replaces",
                "codebook-replaces",
                _("Both “{other}” and “{id}” say they replace “{old}”; the first counts.").format(
                    other=replaced[old], id=code.id, old=old
                ),
                _("Take “{old}” out of one of them.").format(old=old),
            )
        else:
            replaced[old] = code.id
            sound.append(old)
    return tuple(sound)


def checked(book: Codebook, code_id: str, fields: Mapping[str, Any]) -> dict[str, object]:
    """Return ``fields`` tidied; raises UsageError where a value cannot be."""
    sound: dict[str, object] = {}
    for name, value in fields.items():
        if name in LISTS:
            sound[name] = list(tidy_list(name, value))
        elif name == "codable":
            sound[name] = bool(value)
        elif name in ("definition", "include", "exclude"):
            sound[name] = tidy(value)
        else:
            sound[name] = tidy_line(value)
    if "name" in sound and not sound["name"]:
        raise UsageError(_("A code needs a name."), _("Write one."))
    if sound.get("color"):
        color = parse_color(str(sound["color"]))
        if color is None:
            raise UsageError(
                _("“{color}” is not a colour.").format(color=sound["color"]),
                _("Write it as #1f77b4."),
            )
        sound["color"] = color
    if key := str(sound.get("key", "")):
        if not valid_key(key):
            raise UsageError(
                _("“{key}” cannot be the key of “{id}”.").format(key=key, id=code_id),
                _("Use one digit, one capital letter, or æ, ø or å."),
            )
        other = book.by_key(key)
        if other and other.id != code_id:
            raise UsageError(
                _("The key {key} already belongs to “{name}”.").format(key=key, name=other.name),
                _("Choose another key, or take it from that code first."),
            )
    return sound


def one_side(code: Code) -> None:
    """Raise UsageError if a cue speaks both for and against ``code``."""
    for cue in in_both(code):
        raise UsageError(
            _("“{cue}” cannot speak both for and against the code.").format(cue=cue),
            _("Take it out of one of them."),
        )


def slug(name: str) -> str:
    """Return ``name`` as an id: small letters a to z, digits and hyphens, at most 40 signs."""
    for letter, plain in (("æ", "ae"), ("ø", "o"), ("å", "a"), ("ß", "ss")):
        name = name.casefold().replace(letter, plain)
    name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", name).strip("-")[:40].strip("-")
