"""From the text of a YAML codebook to codes, problems, and the place of each code in the text.

Every scalar is taken as the text that stands there, whatever YAML would make of it: ``no``, ``123``
and ``2022-03-14`` are names like any other.
"""

import codecs
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kodeverk.codebook.check import FIELDS as WRITTEN
from kodeverk.codebook.check import LISTS, parse_bool, settle, tidy, tidy_line, tidy_list
from kodeverk.i18n import _
from kodeverk.model import Code, Codebook, Problem, Rule, Severity

FIELDS = ("id", *WRITTEN, "example", "codes")
TOP = ("title", "version", "language", "rules", "themes", "codes")
LARGEST = 5_000_000  # bytes; a codebook is a few pages
_UNPRINTABLE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_NULLS = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True)
class Place:
    """Where a code stands in the text: its mapping, the list that holds it, and what holds that.

    Nodes are ruamel's. ``fields`` are pairs of key and value node. ``codable`` is what the code
    is when nothing is said: a theme is not codable.
    """

    node: Any
    fields: Mapping[str, tuple[Any, Any]]
    seq: Any
    seq_key: Any
    above: "Place | None"
    codable: bool


@dataclass
class Reading:
    """What came out of a codebook file."""

    book: Codebook = field(default_factory=Codebook)
    problems: tuple[Problem, ...] = ()
    places: dict[str, Place] = field(default_factory=dict)
    root: Any = None
    top: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def decode(data: bytes, file: str) -> tuple[str, list[Problem]]:
    """Return the text of ``data`` with LF, and a Problem if it was not UTF-8 or held controls."""
    problems: list[Problem] = []
    if len(data) > LARGEST:
        return "", [
            Problem(
                file,
                0,
                "codebook-size",
                _("The codebook is too large to be one."),
                _("Check that it is the right file."),
            )
        ]
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
        problems.append(
            Problem(
                file,
                0,
                "codebook-encoding",
                _("The file is not UTF-8; it was read as Windows-1252."),
                _("Save it as UTF-8."),
                Severity.WARNING,
            )
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if match := _UNPRINTABLE.search(text):
        problems.append(
            Problem(
                file,
                text.count("\n", 0, match.start()) + 1,
                "codebook-control",
                _("The file holds signs that cannot be shown."),
                _("Remove the sign shown as “�” on this line."),
                Severity.WARNING,
            )
        )
        text = _UNPRINTABLE.sub("\ufffd", text)
    return text, problems


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if not data.startswith(codecs.BOM_UTF8) and len(data) > 1:
        if data[1] == 0 and data[0]:
            return "utf-16-le"
        if data[0] == 0 and data[1]:
            return "utf-16-be"
    return "utf-8"


def read_text(text: str, file: str) -> Reading:
    """Return the codebook in ``text`` (LF, as ``decode`` gives it); never raises for data."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError

    yaml = YAML(typ="safe", pure=True)
    yaml.max_depth = 60
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a repeated anchor is no concern of ours
            root = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        return Reading(problems=(_syntax(file, line, str(error.problem or "")),))
    except Exception:  # whatever else the parser meets: the rest of the project must open
        return Reading(problems=(_syntax(file, 0, ""),))
    return _Reader(file, text).read(root)


def _syntax(file: str, line: int, problem: str) -> Problem:
    if "mapping values are not allowed" in problem:
        cure = _("Put the text after the first colon in quotes: a colon has a meaning in YAML.")
    elif "\\t" in problem:
        cure = _("Indent with blanks, not with the tab key.")
    elif "quoted" in problem or "end of stream" in problem:
        cure = _("Close the quotation mark or bracket that was opened.")
    else:
        cure = _("Look at this line and the one above: indentation, colons and quotation marks.")
    return Problem(
        file, line, "codebook-syntax", _("The codebook cannot be read: this is not YAML."), cure
    )


class _Reader:
    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = text.split("\n")
        self.problems: list[Problem] = []
        self.codes: list[Code] = []
        self.places: dict[str, Place] = {}
        self.seen: set[int] = set()  # nodes: an alias would repeat them without end

    def note(
        self, node: Any, kind: str, message: str, cure: str, severity: Severity = Severity.WARNING
    ) -> None:
        line = node.start_mark.line + 1
        self.problems.append(Problem(self.file, line, kind, message, cure, severity))

    def wrong_type(self, node: Any, name: str, cure: str) -> None:
        message = _("“{field}” is not of the right kind and was left out.").format(field=name)
        self.note(node, "codebook-type", message, cure, Severity.ERROR)

    def read(self, root: Any) -> Reading:
        if root is None or (_is(root, "scalar") and not self.scalar(root)):
            return Reading()
        if not _is(root, "mapping"):
            self.wrong_type(root, self.file, _("Begin with “title:” and “codes:” at the left."))
            return Reading(problems=tuple(self.problems))
        top = self.fields(root, TOP)
        texts = {
            name: self.string(*top[name], one_line=True) if name in top else ""
            for name in ("title", "version", "language")
        }
        rules = self.rules(top["rules"][1]) if "rules" in top else ()
        for name, (key, value) in top.items():
            if name in ("codes", "themes"):
                self.list_of_codes(key, value, None, None, name == "codes")
        book = Codebook(
            title=texts["title"],
            version=texts["version"],
            language=texts["language"] or "nb",
            codes=settle(self.codes, self.report),
            rules=rules,
        )
        self.problems.sort(key=lambda problem: problem.line)
        return Reading(book, tuple(self.problems), self.places, root, top)

    def report(
        self,
        code_id: str,
        field: str,
        kind: str,
        message: str,
        cure: str,
        severity: Severity = Severity.WARNING,
    ) -> None:
        place = self.places[code_id]
        self.note(place.fields.get(field, (place.node,))[0], kind, message, cure, severity)

    def fields(self, node: Any, known: tuple[str, ...]) -> dict[str, tuple[Any, Any]]:
        found: dict[str, tuple[Any, Any]] = {}
        for key, value in node.value:
            name = tidy_line(key.value) if _is(key, "scalar") else ""
            if name not in known:
                self.unknown(key, name, known)
            elif name in found:
                self.note(
                    key,
                    "codebook-duplicate-field",
                    _("“{field}” stands here twice; the first counts.").format(field=name),
                    _("Remove one of them."),
                )
            else:
                found[name] = (key, value)
        return found

    def unknown(self, key: Any, name: str, known: tuple[str, ...]) -> None:
        from difflib import get_close_matches

        near = get_close_matches(name.lower(), known, 1)
        self.note(
            key,
            "codebook-unknown-field",
            _("“{field}” is not a field of a codebook.").format(field=name),
            _("Did you mean “{field}”?").format(field=near[0])
            if near
            else _("The fields are: {fields}.").format(fields=", ".join(known)),
        )

    def list_of_codes(
        self, key: Any, node: Any, parent: str | None, above: Place | None, codable: bool
    ) -> None:
        if _is(node, "scalar") and not self.scalar(node):
            return
        if not _is(node, "sequence"):
            cure = _("Write a list: each code on a line that begins with “- id:”.")
            self.wrong_type(key, key.value, cure)
            return
        for item in node.value:
            if not _is(item, "mapping"):
                cure = _("Write each code as “- id: …” with its fields below.")
                self.wrong_type(item, key.value, cure)
            elif id(item) not in self.seen:
                self.seen.add(id(item))
                self.code(item, node, key, parent, above, codable)

    def code(
        self, node: Any, seq: Any, seq_key: Any, parent: str | None, above: Place | None, free: bool
    ) -> None:
        fields = self.fields(node, FIELDS)
        place = Place(node, fields, seq, seq_key, above, free)
        values: dict[str, Any] = {
            name: self.string(*fields[name], one_line=name in ("id", "name", "color", "key"))
            if name in fields
            else ""
            for name in ("id", "name", "definition", "include", "exclude", "color", "key")
        }
        values |= {name: self.strings(*fields[name]) for name in LISTS if name in fields}
        if "example" in fields:
            values["examples"] = (*values.get("examples", ()), *self.strings(*fields["example"]))
        code = Code(
            **values,
            parent=parent,
            codable=self.boolean(*fields["codable"], free) if "codable" in fields else free,
        )
        if self.fit(code, node):
            self.codes.append(code)
            self.places[code.id] = place
            parent = code.id
        if "codes" in fields:
            self.list_of_codes(*fields["codes"], parent, place, True)

    def fit(self, code: Code, node: Any) -> bool:
        """Tell whether the code can be kept: its id is there and its own."""
        if not code.id:
            self.note(
                node,
                "codebook-missing-id",
                _("The code “{name}” has no id and was left out.").format(name=code.name),
                _("Give it an id that no other code has, and never change it."),
                Severity.ERROR,
            )
        elif code.id in self.places:
            line = self.places[code.id].node.start_mark.line + 1
            self.note(
                node,
                "codebook-duplicate-id",
                _("The id “{id}” is already used on line {line}; this code was left out.").format(
                    id=code.id, line=line
                ),
                _("Give it an id of its own."),
                Severity.ERROR,
            )
        return bool(code.id) and code.id not in self.places

    def rules(self, node: Any) -> tuple[Rule, ...]:
        if _is(node, "scalar") and not self.scalar(node):
            return ()
        cure = _("Write a list: “- id: R1” with “text:” below.")
        if not _is(node, "sequence"):
            self.wrong_type(node, "rules", cure)
            return ()
        rules: list[Rule] = []
        for item in node.value:
            rule_id, text = f"R{len(rules) + 1}", ""
            if _is(item, "mapping"):
                fields = self.fields(item, ("id", "text"))
                if "id" in fields:
                    rule_id = self.string(*fields["id"], one_line=True) or rule_id
                if "text" in fields:
                    text = self.string(*fields["text"], one_line=False)
            elif _is(item, "scalar"):
                text = tidy(self.scalar(item))
            if text:
                rules.append(Rule(rule_id, text))
            else:
                self.wrong_type(item, "rules", cure)
        return tuple(rules)

    def scalar(self, node: Any) -> str:
        return "" if not node.style and node.value in _NULLS else str(node.value)

    def string(self, key: Any, node: Any, *, one_line: bool) -> str:
        if not _is(node, "scalar"):
            self.wrong_type(key, key.value, _("Write it as text, in quotes if it has a colon."))
            return ""
        text = self.scalar(node)
        line = self.lines[key.start_mark.line]
        if not text and re.search(r":\s+#[0-9a-fA-F]{3,6}\s*$", line):
            self.note(
                key,
                "codebook-color",
                _("The colour is read as a comment, because # begins one."),
                _('Write colours as "#1f77b4", in quotes.'),
            )
        return tidy_line(text) if one_line else tidy(text)

    def strings(self, key: Any, node: Any) -> tuple[str, ...]:
        name = tidy_line(key.value)
        if _is(node, "scalar"):
            return tidy_list(name, [self.scalar(node)])
        items = node.value if _is(node, "sequence") else []
        if not _is(node, "sequence") or not all(_is(item, "scalar") for item in items):
            cure = _("Write a list of texts, each on a line that begins with “- ”.")
            self.wrong_type(key, key.value, cure)
        return tidy_list(name, [self.scalar(item) for item in items if _is(item, "scalar")])

    def boolean(self, key: Any, node: Any, default: bool) -> bool:
        text = self.scalar(node) if _is(node, "scalar") else "?"
        value = parse_bool(text) if text else default
        if value is None:
            self.wrong_type(key, key.value, _("Write true or false."))
            return default
        return value


def _is(node: Any, kind: str) -> bool:
    return bool(node.id == kind)
