"""The canonical transcript file: front matter and body, in and out.

The front matter is YAML whose values are written as JSON (which is YAML too), one key a line: it
reads well, can be edited by hand, and opens without a YAML parser as long as nobody did.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kodeverk.errors import DataError
from kodeverk.i18n import _
from kodeverk.model import Kind, Problem, Role, Source, Span, Speaker, Transcript, Turn, Value
from kodeverk.text import canonical, clean_line, is_canonical

if TYPE_CHECKING:
    from kodeverk.corpus.draft import Draft

_TIME = r"\[(\d{2,6}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?\][ ]?"
_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_BARE = re.compile(r"^[A-Za-z][A-Za-z0-9_-]*$|^\d{4}-\d\d-\d\d$")
_WORDS = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
_HEAD_BYTES = 65_536


class Head(Value, frozen=True):
    """The front matter of a transcript: what is known without reading the body."""

    id: str
    title: str
    kind: Kind
    date: str
    language: str
    attributes: Mapping[str, str]
    speakers: tuple[Speaker, ...]
    source: Source | None


def digest(body: str) -> str:
    """Return the fingerprint of a body: the first 32 hex digits of SHA-256 of its UTF-8."""
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def stamp(seconds: float) -> str:
    """Return ``seconds`` as ``HH:MM:SS``, with ``.mmm`` only when they are not whole."""
    milliseconds = round(max(0.0, seconds) * 1000)
    whole, rest = divmod(milliseconds, 1000)
    text = f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{text}.{rest:03}" if rest else text


def compose(draft: "Draft", transcript_id: str, source: Source | None = None) -> Transcript:
    """Return the transcript that ``draft`` becomes under ``transcript_id``."""
    speakers = tuple(
        replace(s, name=_name(s.name), aliases=tuple(map(_name, s.aliases))) for s in draft.speakers
    )
    blocks = []
    for turn in draft.turns:
        text = re.sub(r"\n[^\S\n]*(?:\n[^\S\n]*)+", "\n", canonical(turn.text)).strip()
        if not text:
            continue
        time = f"[{stamp(turn.time)}] " if turn.time is not None else ""
        name = f"{_name(turn.speaker)}: " if turn.speaker else ""
        blocks.append(time + name + text)
    body = "\n\n".join(blocks)
    return Transcript(
        id=transcript_id,
        title=clean_line(draft.title) or transcript_id,
        kind=draft.kind,
        body=body,
        digest=digest(body),
        turns=parse_turns(body, speakers),
        date=draft.date,
        language=draft.language,
        speakers=speakers,
        source=source,
    )


def _name(name: str) -> str:
    """Return a speaker's name as a turn can begin with it: a colon in it would end it."""
    return clean_line(name.replace(":", " "))


def parse_turns(body: str, speakers: tuple[Speaker, ...]) -> tuple[Turn, ...]:
    """Return the turns of ``body``: one a paragraph, named only if the name is in ``speakers``."""
    names = sorted((s.name for s in speakers), key=len, reverse=True)
    either = "|".join(re.escape(name) for name in names) or r"(?!)"
    head = re.compile(rf"(?:{_TIME})?(?:({either}):(?:[ ]|(?=\n)|\Z))?")
    turns = []
    for block in _PARAGRAPH.finditer(body):
        start, end = block.span()
        match = head.match(body, start, end)
        assert match is not None  # every part of the pattern is optional
        hours, minutes, seconds, fraction, name = match.groups()
        time: float | None = None
        if hours is not None:
            time = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
            time += int((fraction or "0").ljust(3, "0")) / 1000
        turns.append(Turn(Span(start, end), Span(match.end(), end), name, time))
    return tuple(turns)


def render(transcript: Transcript) -> str:
    """Return the whole file for ``transcript``; ``parse`` gives the same transcript back."""
    lines = [
        "---",
        f"id: {_scalar(transcript.id)}",
        f"title: {_scalar(transcript.title)}",
        f"kind: {transcript.kind.value}",
        f"date: {_scalar(transcript.date)}",
        f"language: {_scalar(transcript.language)}",
        f"attributes: {_json(dict(transcript.attributes))}",
    ]
    lines.append("speakers:" if transcript.speakers else "speakers: []")
    for speaker in transcript.speakers:
        entry: dict[str, Any] = {"name": speaker.name, "role": speaker.role.value}
        if speaker.attributes:
            entry["attributes"] = dict(speaker.attributes)
        if speaker.aliases:
            entry["aliases"] = list(speaker.aliases)
        lines.append(f"  - {_json(entry)}")
    if transcript.source:
        source = transcript.source
        fields = {"file": source.file, "sha256": source.sha256, "importer": source.importer}
        lines.append(f"source: {_json(fields)}")
    return "\n".join(lines) + "\n---\n" + transcript.body + "\n"


def parse(text: str, file: str) -> tuple[Transcript | None, list[Problem]]:
    """Return the transcript in ``text`` and what is wrong with it; None if it cannot be used.

    ``file`` is the path for messages, relative to the project.
    """
    front, body = _split(text)
    if front is None:
        return None, [_no_front(file)]
    head, problems = _head(front, file)
    if head is None:
        return None, problems
    return _transcript(head, _body(body)), problems


def _body(text: str) -> str:
    body = text.strip("\n")
    if not is_canonical(body):  # saved by a hand or a program that changes letters
        body = canonical(body).strip("\n")
    return body


def fingerprint(path: Path) -> tuple[str, int] | None:
    """Return digest and length of the body at ``path``; None if there is none to be read.

    Far cheaper than ``read``: speakers and turns are not looked for.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return None
    front, rest = _split(text)
    if front is None:
        return None
    body = _body(rest)
    return digest(body), len(body)


def _transcript(head: Head, body: str) -> Transcript:
    return Transcript(
        id=head.id,
        title=head.title,
        kind=head.kind,
        body=body,
        digest=digest(body),
        turns=parse_turns(body, head.speakers),
        date=head.date,
        language=head.language,
        attributes=head.attributes,
        speakers=head.speakers,
        source=head.source,
    )


def read(path: Path, file: str) -> tuple[Transcript | None, list[Problem]]:
    """Return the transcript at ``path`` as ``parse`` does; an unreadable file is a Problem."""
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, ValueError) as error:  # not UTF-8, or a name that no file can have
        return None, [_unreadable(file, error)]
    return parse(text, file)


def read_head(path: Path, file: str) -> tuple[Head | None, list[Problem]]:
    """Return the front matter of the transcript at ``path`` without reading a long body."""
    try:
        with open(path, "rb") as source:
            data = source.read(_HEAD_BYTES)
        if b"\n---" not in data[3:]:
            data = path.read_bytes()
        text = data.decode("utf-8-sig", "ignore").replace("\r\n", "\n")
    except OSError as error:
        return None, [_unreadable(file, error)]
    front, _body = _split(text)
    if front is None:
        return None, [_no_front(file)]
    return _head(front, file)


def _unreadable(file: str, error: Exception) -> Problem:
    reason = error.strerror if isinstance(error, OSError) else "UTF-8"
    return Problem(
        file,
        0,
        "unreadable",
        _("The transcript cannot be read ({reason}).").format(reason=reason),
        " ".join((_("Check that the file is fully synced."), _again(file))),
    )


def _again(file: str) -> str:
    """Return what brings a transcript and its codings back when there is no backup of it."""
    return _("If you cannot: delete it and import its source again with --id {id}.").format(
        id=file.rpartition("/")[2].removesuffix(".txt")
    )


def _no_front(file: str) -> Problem:
    return Problem(
        file,
        1,
        "no_front_matter",
        _("The transcript does not begin with front matter between two “---” lines."),
        " ".join((_("Put the file back as it was."), _again(file))),
    )


def _split(text: str) -> tuple[str | None, str]:
    if not text.startswith("---\n"):
        return None, ""
    end = text.find("\n---\n", 3)
    if end < 0:
        if not text.endswith("\n---"):
            return None, ""
        return text[4:-4], ""
    return text[4 : end + 1], text[end + 5 :]


def _head(front: str, file: str) -> tuple[Head | None, list[Problem]]:
    values = _plain(front)
    if values is None:
        try:
            values = _yaml(front)
        except DataError as error:
            line = int(error.cure or 0) + 1
            return None, [
                Problem(
                    file,
                    line,
                    "bad_front_matter",
                    _("The front matter is not valid YAML."),
                    _("Correct line {line}, or put the file back as it was.").format(line=line),
                )
            ]
    problems: list[Problem] = []

    def wrong(field: str) -> None:
        problems.append(
            Problem(
                file,
                _line_of(front, field),
                "bad_field",
                _("“{field}” in the front matter has a value that cannot be used.").format(
                    field=field
                ),
                _("Correct it; the field was left out."),
            )
        )

    identity = values.get("id")
    if not isinstance(identity, str) or not identity:
        wrong("id")
        return None, problems
    try:
        kind = Kind(str(values.get("kind", Kind.INTERVIEW)))
    except ValueError:
        kind = Kind.INTERVIEW
        wrong("kind")
    speakers = []
    entries = values.get("speakers") or []
    for entry in entries if isinstance(entries, list) else [None]:
        speaker = _speaker(entry)
        if speaker is None:
            wrong("speakers")
        else:
            speakers.append(speaker)
    source = None
    if values.get("source") is not None:
        fields = values["source"]
        if isinstance(fields, dict) and isinstance(fields.get("file"), str):
            source = Source(
                fields["file"], str(fields.get("sha256", "")), str(fields.get("importer", ""))
            )
        else:
            wrong("source")
    attributes = values.get("attributes") or {}
    if not isinstance(attributes, dict):
        attributes = {}
        wrong("attributes")
    return (
        Head(
            id=identity,
            title=clean_line(str(values.get("title") or identity)),
            kind=kind,
            date=str(values.get("date") or ""),
            language=str(values.get("language") or "nb"),
            attributes={clean_line(str(k)): clean_line(str(v)) for k, v in attributes.items()},
            speakers=tuple(speakers),
            source=source,
        ),
        problems,
    )


def _speaker(entry: object) -> Speaker | None:
    if not isinstance(entry, dict) or not entry.get("name"):
        return None
    try:
        role = Role(str(entry.get("role", Role.UNKNOWN)))
    except ValueError:
        return None
    attributes = entry.get("attributes") or {}
    if not isinstance(attributes, dict):
        return None
    clean = {clean_line(str(k)): clean_line(str(v)) for k, v in attributes.items()}
    aliases = entry.get("aliases") or []
    if not isinstance(aliases, list):
        return None
    others = tuple(clean_line(str(each)) for each in aliases)
    return Speaker(clean_line(str(entry["name"])), role, clean, others)


def _line_of(front: str, field: str) -> int:
    for number, line in enumerate(front.split("\n"), start=2):
        if line.startswith(f"{field}:"):
            return number
    return 1


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _scalar(text: str) -> str:
    bare = _BARE.match(text) and text.lower() not in _WORDS
    return text if bare else _json(text)


def _plain(front: str) -> dict[str, Any] | None:
    """Return the values if ``front`` is in the form that ``render`` writes, else None."""
    values: dict[str, Any] = {}
    items: list[Any] | None = None
    for line in front.rstrip("\n").split("\n"):
        if line.startswith("  - ") and items is not None:
            raw = line[4:]
        else:
            key, colon, raw = line.partition(":")
            if not colon or not key.isidentifier() or key in values:
                return None
            raw = raw.strip()
            if not raw:
                values[key] = items = []
                continue
            items = None
        try:
            value = raw if _BARE.match(raw) and raw.lower() not in _WORDS else json.loads(raw)
        except ValueError:
            return None
        if items is not None:
            items.append(value)
        else:
            values[key] = value
    return values


def _yaml(front: str) -> dict[str, Any]:
    """Parse front matter that a person edited; DataError carries the line (from 1) as its cure."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        values = YAML(typ="safe", pure=True).load(front)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DataError("front matter", str(mark.line + 1 if mark else 1)) from error
    except (YAMLError, ValueError) as error:
        raise DataError("front matter", "1") from error
    if not isinstance(values, dict):
        raise DataError("front matter", "1")
    return values
