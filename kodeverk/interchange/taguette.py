"""Taguette's files: a project as SQLite, exported or a server's, and a codebook as CSV.

A project may come from anywhere: it is opened as a picture of a file, may answer plain questions
about plain tables only, and is given up when that takes too long.
"""

import csv
import json
import re
import sqlite3
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from kodeverk.errors import DataError
from kodeverk.i18n import _, ngettext
from kodeverk.interchange.markup import Words
from kodeverk.interchange.parcel import ForeignText, Left, Parcel
from kodeverk.model import Code, Codebook, Coding, Memo, Span, Target, TargetKind
from kodeverk.text import clean, clean_line

MAGIC = b"SQLite format 3\0"
_NAMES = uuid.UUID("51b2b2b7-27eb-4ecb-9d56-e75b0a0496c2")  # those of the codes in its .qdc files
_COLUMNS = {
    "projects": ("id", "name", "description", "created"),
    "documents": ("id", "project_id", "name", "description", "created", "contents"),
    "tags": ("id", "project_id", "path", "description"),
    "highlights": ("id", "document_id", "start_offset", "end_offset", "snippet"),
    "highlight_tags": ("highlight_id", "tag_id"),
    "commands": ("id", "project_id", "user_login", "date", "payload"),
}
_COMPUTED = re.compile(r"(?i)\b(?:AS|VIRTUAL)\b")  # a value that would be worked out, in any way
_MAX_FILE = 500_000_000
_MAX_VALUE = 20_000_000
_MAX_ROWS = 1_000_000
_SECONDS = 30.0
_ALONE = "admin"  # who signs in a file that was exported, and where there is just one user

Row = dict[str, Any]


def read_taguette(path: Path) -> Parcel:
    """Return what the project file of Taguette at ``path`` holds; raises DataError."""
    try:
        if path.stat().st_size > _MAX_FILE:
            raise _unusable(path, _("It is too large."))
        with closing(_opened(path)) as base:
            return _Reader(base, path).parcel()
    except OSError as error:
        raise _unusable(path, error.strerror or "") from error
    except (sqlite3.Error, UnicodeError, OverflowError) as error:
        raise _unusable(path, _("It is damaged, or not from Taguette.")) from error


def read_tags(path: Path) -> Parcel:
    """Return the codes in the codebook that Taguette wrote at ``path`` (CSV); raises DataError."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeError, csv.Error) as error:
        raise DataError(
            _("“{file}” cannot be read as a codebook of Taguette.").format(file=path.name),
            _("Export the codebook from Taguette once more, as CSV."),
        ) from error
    tags = ((row.get("tag") or "", row.get("description") or "") for row in rows)
    tree = _Tree((tag, text) for tag, text in tags if tag.strip())
    book = Codebook(title=path.stem, codes=tuple(tree.codes.values()))
    return Parcel(path.stem, "Taguette", book, findings=tuple(tree.findings))


def _unusable(path: Path, why: str) -> DataError:
    return DataError(
        _("“{file}” cannot be read as a project of Taguette.").format(file=path.name) + f" {why}",
        _("Export the project from Taguette once more, as an SQLite file."),
    )


def _opened(path: Path) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    base = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
        base.execute(f"PRAGMA {pragma}").close()
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE)
    base.set_authorizer(_allowed)
    ends = time.monotonic() + _SECONDS
    base.set_progress_handler(lambda: time.monotonic() > ends, 100_000)
    return base


def _allowed(action: int, *_about: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _PLAIN else sqlite3.SQLITE_DENY


_PLAIN = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)


class _Reader:
    """One file on its way to a Parcel."""

    def __init__(self, base: sqlite3.Connection, path: Path) -> None:
        self._base = base
        self._path = path
        tables = {
            name
            for name, kind, page, sql in base.execute(
                "SELECT name, type, rootpage, sql FROM sqlite_master"
            )
            if kind == "table" and page and not _COMPUTED.search(str(sql))
        }
        if not tables >= set(_COLUMNS):
            raise _unusable(path, _("It is damaged, or not from Taguette."))
        self._findings: list[str] = []
        self._left: list[Left] = []
        self._memos: list[Memo] = []

    def parcel(self) -> Parcel:
        """Return what the file holds; the tags have the ids of Taguette's codebook files."""
        projects = list(self._rows("projects"))
        if len(projects) != 1:
            names = ", ".join(clean_line(_word(row, "name")) for row in projects[:20])
            raise DataError(
                _("“{file}” holds {n} projects of Taguette: {names}").format(
                    file=self._path.name, n=len(projects), names=names or "–"
                ),
                _("Open the one you want in Taguette and export it as an SQLite file."),
            )
        (project,) = projects
        signed = _Signed(self._rows("commands"))
        name = clean_line(_word(project, "name")) or self._path.stem
        self._note(Target(TargetKind.PROJECT), project, signed.first)
        texts, words = self._documents(project, signed)
        tags = {
            int(row["id"]): row
            for row in self._rows("tags")
            if row["project_id"] == project["id"] and _word(row, "path").strip()
        }
        tree = _Tree((_word(row, "path"), _word(row, "description")) for row in tags.values())
        ids = {id: tree.codes[_parts(_word(row, "path"))].id for id, row in tags.items()}
        self._findings += tree.findings
        codings = self._codings(project, words, ids, signed)
        people = [*(each.coder for each in codings), *(memo.coder for memo in self._memos)]
        coders = tuple(dict.fromkeys(people))
        if coders == (_ALONE,):
            told = _("Taguette signs exported files with “{name}”, whoever it was that coded.")
            self._findings.append(told.format(name=_ALONE))
        return Parcel(
            name,
            "Taguette",
            Codebook(title=name, codes=tuple(tree.codes.values())),
            coders,
            texts,
            codings,
            tuple(self._memos),
            findings=tuple(self._findings),
            left=tuple(self._left),
        )

    def _rows(self, table: str) -> Iterator[Row]:
        columns = _COLUMNS[table]
        question = f"SELECT {', '.join(columns)} FROM {table} ORDER BY {columns[0]}"  # ours only
        for number, row in enumerate(self._base.execute(question)):
            if number >= _MAX_ROWS:
                raise _unusable(self._path, _("It is too large."))
            found = dict(zip(columns, row, strict=True))
            if all(
                isinstance(found[key], int) for key in columns if key.endswith(("id", "offset"))
            ):
                yield found

    def _note(self, target: Target, row: Row, coder: str) -> None:
        text = clean(_word(row, "description")).strip()
        if text:
            id = _named(f"memo\n{target.kind}\n{target.id}")
            at = _moment(_word(row, "created"))
            self._memos.append(Memo(id, target, text, coder, at))

    def _documents(
        self, project: Row, signed: "_Signed"
    ) -> tuple[tuple[ForeignText, ...], dict[int, tuple[str, Words]]]:
        texts: list[ForeignText] = []
        words: dict[int, tuple[str, Words]] = {}
        for row in self._rows("documents"):
            if row["project_id"] != project["id"]:
                continue
            name, created = clean_line(_word(row, "name")), _word(row, "created")
            id = _named(f"document\n{_word(project, 'created')}\n{row['id']}\n{created}")
            found = Words(_word(row, "contents"))
            words[row["id"]] = id, found
            texts.append(ForeignText(id, name or id, found.plain, created=_moment(created)))
            self._note(Target(TargetKind.TRANSCRIPT, id), row, signed.first)
        return tuple(texts), words

    def _codings(
        self,
        project: Row,
        words: Mapping[int, tuple[str, Words]],
        codes: Mapping[int, str],
        signed: "_Signed",
    ) -> tuple[Coding, ...]:
        places: dict[int, tuple[str, Span]] = {}
        bare = set()
        wrong: dict[int, int] = {}
        for row in self._rows("highlights"):
            text, document = words.get(row["document_id"], ("", None))
            if document is None:
                continue
            bare.add(row["id"])
            found = document.span(row["start_offset"], row["end_offset"])
            if found is None or found[1].split() != Words(_word(row, "snippet")).raw.split():
                wrong[row["id"]] = 0
            else:
                places[row["id"]] = text, found[0]
        codings = []
        base = _word(project, "created")
        for row in self._rows("highlight_tags"):
            mark, tag = row["highlight_id"], row["tag_id"]
            bare.discard(mark)
            if mark in wrong:
                wrong[mark] += 1
            if mark not in places or tag not in codes:
                continue
            text, span = places[mark]
            coder, at = signed.by(mark, tag)
            id = _named(f"coding\n{base}\n{text}\n{mark}\n{tag}\n{span}")
            codings.append(Coding(id, text, "", span, codes[tag], coder, _moment(at)))
        if wrong:
            what = _("Highlights whose words are not those that Taguette has kept with them.")
            self._left.append(Left("snippet", what, sum(wrong.values()) or len(wrong)))
        if bare:
            what = _("Highlights without a tag.")
            self._left.append(Left("no_tag", what, len(bare)))
        return tuple(codings)


class _Tree:
    """Tags, (path, description) of each, as codes by path; with a folder where a level is none."""

    def __init__(self, tags: Iterable[tuple[str, str]]) -> None:
        said = {_parts(path): (path, text) for path, text in tags}
        self.codes: dict[tuple[str, ...], Code] = {}
        self.findings: list[str] = []
        folders = []
        for path in sorted(said):
            for length in range(1, len(path) + 1):
                here = path[:length]
                if here in self.codes:
                    continue
                dotted, text = said.get(here, (".".join(here), ""))
                self.codes[here] = Code(
                    str(uuid.uuid5(_NAMES, dotted)),
                    clean_line(here[-1]),
                    definition=clean(text),
                    parent=self.codes[here[:-1]].id if length > 1 else None,
                    codable=here in said,
                )
                folders += [] if here in said else [clean_line(dotted)]
        if deep := sum(len(path) > 1 for path in said):
            self.findings.append(
                ngettext(
                    "{n} tag with a dot in its name was made a place in the code tree.",
                    "{n} tags with dots in their names were made places in the code tree.",
                    deep,
                ).format(n=deep)
            )
        if folders:
            told = _("These levels are no tags in Taguette, and only gather others: {names}.")
            self.findings.append(told.format(names=", ".join(folders)))


class _Signed:
    """Who set each tag on each highlight, as the list of all that was done tells."""

    def __init__(self, commands: Iterable[Row]) -> None:
        self.first = ""
        self._by: dict[int, dict[int, tuple[str, str]]] = {}
        for row in commands:
            who, at = clean_line(_word(row, "user_login")), _word(row, "date")
            self.first = self.first or who
            try:
                payload = json.loads(_word(row, "payload"))
            except (ValueError, RecursionError):
                continue
            if not isinstance(payload, dict) or payload.get("type") != "highlight_add":
                continue
            mark, tags = payload.get("highlight_id"), payload.get("tags")
            if not isinstance(mark, int) or not isinstance(tags, list):
                continue
            before = self._by.get(mark, {})  # written again whenever its tags or its place change
            kept = [tag for tag in tags if isinstance(tag, int)]
            self._by[mark] = {tag: before.get(tag, (who, at)) for tag in kept}
        self.first = self.first or _ALONE

    def by(self, mark: int, tag: int) -> tuple[str, str]:
        """Return who set ``tag`` on the highlight ``mark``, and when."""
        done = self._by.get(mark, {})
        return done.get(tag) or next(iter(done.values()), (self.first, ""))


def _parts(path: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in path.split("."))
    return parts if all(parts) else (path.strip(),)


def _word(row: Row | None, key: str) -> str:
    value = row[key] if row else ""
    return value if isinstance(value, str) else ""


def _named(name: str) -> str:
    return str(uuid.uuid5(_NAMES, name))


def _moment(text: str) -> str:
    """Return a moment of Taguette's, which is in UTC without saying so, in ISO 8601."""
    return f"{text.strip().replace(' ', 'T')}Z" if text.strip() else ""
