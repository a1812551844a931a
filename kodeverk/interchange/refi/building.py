"""The project file element by element, in the order the schema and the other programs want."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kodeverk.i18n import _
from kodeverk.interchange.parcel import ForeignCase, ForeignText, Left, Parcel
from kodeverk.interchange.refi import codes, guids, nodes
from kodeverk.interchange.refi.offsets import Body, Places, Reading, name_of
from kodeverk.interchange.refi.supplement import Supplement, Told, digest, made
from kodeverk.model import Coding, Memo, Span, TargetKind

if TYPE_CHECKING:
    from lxml.etree import _Element

_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
_TITLE = 60


class Builder:
    """Makes the members of one project file; ``left`` is then what others will not get."""

    def __init__(self, parcel: Parcel, origin: str, now: datetime, *, units: bool) -> None:
        self.left: list[Left] = []
        self._parcel = parcel
        self._origin = origin
        self._now = now
        self._units = units
        self._project = str(parcel.extra.get("project") or parcel.name)
        self._texts = {text.id: text for text in parcel.texts}
        self._codings = self._sound()
        self._about: dict[tuple[TargetKind, str], list[Memo]] = {}
        for memo in parcel.memos:
            self._about.setdefault((memo.target.kind, memo.target.id), []).append(memo)
        self._users = self._coders()
        self._stretches: dict[str, dict[Span, str]] = {}
        self._notes: dict[str, tuple[str, Memo]] = {}
        self._titles: set[str] = set()
        self._sources: dict[str, bytes] = {}

    def build(self) -> tuple[bytes, dict[str, bytes]]:
        """Return the project file and the texts it refers to, by their names."""
        parcel = self._parcel
        root = nodes.root("Project", nodes.PROJECT)
        first = next(iter(self._users.values()), "")
        stamp = nodes.seconds("", self._now)
        for key, value in (
            ("name", nodes.flat(parcel.name)),
            ("origin", self._origin),
            ("creatingUserGUID", first),
            ("creationDateTime", stamp),
            ("modifyingUserGUID", first),
            ("modifiedDateTime", stamp),
        ):
            if value or key == "name":
                root.set(key, value)
        if self._users:
            users = nodes.add(root, "Users")
            for name, guid in self._users.items():
                nodes.add(users, "User", guid=guid, name=name)
        if parcel.codebook.codes:
            self.left += codes.write(
                nodes.add(root, "CodeBook"),
                parcel.codebook,
                lambda id: self._guid(guids.CODE, id),
                coded=frozenset(coding.code for coding in self._codings),
                notes=self._on_code,
            )
        variables = self._variables(root)
        self._cases(root, variables)
        self._texts_of(root, variables)
        project = [self._note(memo, parcel.name) for memo in self._memos(TargetKind.PROJECT)]
        self._write_notes(root, stamp)
        for guid in project:
            nodes.add(root, "NoteRef", targetGUID=guid)
        self._told()
        return nodes.encode(root), self._sources

    def supplement(self, project: bytes) -> Supplement:
        """Return what goes beside ``project``, as ``build`` returned it."""
        parcel = self._parcel
        return Supplement(
            digests={
                "project.qde": digest(project),
                **{name: digest(data) for name, data in self._sources.items()},
            },
            units=self._units,
            name=parcel.name,
            codebook=parcel.codebook,
            coders=parcel.coders,
            texts=tuple(
                Told(
                    self._guid(guids.TEXT, text.id),
                    text.id,
                    text.name,
                    dict(text.attributes),
                    text.language,
                    text.created,
                    text.canonical,
                )
                for text in parcel.texts
            ),
            codings=tuple(
                made(coding, guids.unpack(self._guid(guids.CODING, coding.id), guids.CODING))
                for coding in self._codings
            ),
            memos=parcel.memos,
            cases=parcel.cases,
            extra=dict(parcel.extra),
        )

    def _guid(self, kind: int, id: str) -> str:
        return guids.guid(self._project, kind, id)

    def _sound(self) -> tuple[Coding, ...]:
        """Return the codings that can be written: on a text and with a code that come along."""
        sound: list[Coding] = []
        lost: dict[str, list[str]] = {}
        for coding in self._parcel.codings:
            text = self._texts.get(coding.transcript)
            if text is None:
                lost.setdefault("missing_coding", []).append(coding.transcript)
            elif self._parcel.codebook.get(coding.code) is None:
                lost.setdefault("no_code", []).append(coding.code)
            elif not coding.span or coding.span.end > len(text.text):
                lost.setdefault("outside", []).append(text.name)
            else:
                sound.append(coding)
        texts = {
            "missing_coding": _("Codings on texts that are not in the study."),
            "no_code": _("Codings with a code that is not in the codebook."),
            "outside": _("Codings whose places lie outside their text."),
        }
        for code, where in lost.items():
            names = tuple(dict.fromkeys(where))
            self.left.append(Left(code, texts[code], len(where), names))
        return tuple(sound)

    def _coders(self) -> dict[str, str]:
        parcel = self._parcel
        names = (
            *parcel.coders,
            *(coding.coder for coding in self._codings),
            *(memo.coder for memo in parcel.memos),
        )
        return {name: self._guid(guids.CODER, f"coder {name}") for name in dict.fromkeys(names)}

    def _signed(self, coder: str, at: str) -> dict[str, str]:
        user = self._users.get(coder, "")
        return {"creatingUser": user, "creationDateTime": nodes.seconds(at, self._now)}

    def _changed(self, signed: Mapping[str, str]) -> dict[str, str]:
        return {
            **signed,
            "modifyingUser": signed["creatingUser"],
            "modifiedDateTime": signed["creationDateTime"],
        }

    def _memos(self, kind: TargetKind, id: str = "") -> list[Memo]:
        return self._about.get((kind, id), [])

    def _on_code(self, id: str) -> Sequence[str]:
        # No NoteRef in a Code: QualCoder makes a code named NULL of it.
        return [_by(memo) for memo in self._memos(TargetKind.CODE, id)]

    def _variables(self, root: "_Element") -> dict[str, tuple[str, str]]:
        """Write the variables; return GUID and type by name."""
        values: dict[str, list[str]] = {}
        for attributes in (
            *(text.attributes for text in self._parcel.texts),
            *(case.attributes for case in self._parcel.cases),
        ):
            for name, value in attributes.items():
                values.setdefault(name, []).append(value)
        found: dict[str, tuple[str, str]] = {}
        if values:
            variables = nodes.add(root, "Variables")
            for name, said in values.items():
                kind = "Integer" if all(map(_WHOLE.fullmatch, said)) else "Text"
                guid = self._guid(guids.VARIABLE, f"variable {name}")
                found[name] = guid, kind
                element = nodes.add(variables, "Variable", guid=guid, typeOfVariable=kind)
                element.set("name", nodes.flat(name))
        return found

    def _values(
        self,
        element: "_Element",
        attributes: Mapping[str, str],
        variables: Mapping[str, tuple[str, str]],
    ) -> None:
        for name, value in attributes.items():
            guid, kind = variables[name]
            found = nodes.add(element, "VariableValue")
            nodes.add(found, "VariableRef", targetGUID=guid)
            nodes.say(found, f"{kind}Value", value)

    def _cases(self, root: "_Element", variables: Mapping[str, tuple[str, str]]) -> None:
        if not self._parcel.cases:
            return
        cases = nodes.add(root, "Cases")
        for case in self._parcel.cases:
            element = nodes.add(
                cases, "Case", guid=self._guid(guids.CASE, f"case {case.id}"), name=case.name
            )
            self._values(element, case.attributes, variables)
            for id in case.texts:
                if id in self._texts:
                    nodes.add(element, "SourceRef", targetGUID=self._guid(guids.TEXT, id))
            for guid in self._places(case):
                nodes.add(element, "SelectionRef", targetGUID=guid)

    def _places(self, case: ForeignCase) -> Iterable[str]:
        """Yield the GUIDs of a case's passages, which are written with their texts."""
        for id, span in case.spans:
            text = self._texts.get(id)
            if text is not None and span and span.end <= len(text.text):
                guid = self._guid(guids.STRETCH, f"stretch {id} {span.start} {span.end}")
                self._stretches.setdefault(id, {})[span] = guid
                yield guid

    def _texts_of(self, root: "_Element", variables: Mapping[str, tuple[str, str]]) -> None:
        if not self._parcel.texts:
            return
        sources = nodes.add(root, "Sources")
        codings: dict[str, list[Coding]] = {}
        for coding in self._codings:
            codings.setdefault(coding.transcript, []).append(coding)
        for text in self._parcel.texts:
            self._text(sources, text, codings.get(text.id, []), variables)

    def _text(
        self,
        sources: "_Element",
        text: ForeignText,
        codings: list[Coding],
        variables: Mapping[str, tuple[str, str]],
    ) -> None:
        guid = self._guid(guids.TEXT, text.id)
        memos = self._memos(TargetKind.TRANSCRIPT, text.id)
        signed = self._changed(self._signed(next(iter(self._users), ""), text.created))
        if len(memos) == 1:  # then whose and when is said too
            user, at = self._signed(memos[0].coder, memos[0].at).values()
            signed |= {"creatingUser": user, "modifyingUser": user, "modifiedDateTime": at}
        element = nodes.add(
            sources,
            "TextSource",
            guid=guid,
            name=text.name,
            plainTextPath=f"internal://{guid}.txt",
            **signed,
        )
        self._sources[f"sources/{guid}.txt"] = _stored(text.text)
        said = [memo.text if len(memos) == 1 else _by(memo) for memo in memos]
        nodes.say(element, "Description", "\n\n".join(said))
        reading = Reading.UNITS_TWO if self._units else Reading.POINTS_TWO
        self._selections(element, text, codings, Places(Body(text.text), reading))
        self._values(element, text.attributes, variables)

    def _selections(
        self, parent: "_Element", text: ForeignText, codings: list[Coding], places: Places
    ) -> None:
        """Write the passages: one a stretch and coder, and one for each coding with a memo."""
        groups: dict[tuple[Span, str, str], list[Coding]] = {}
        for coding in codings:
            memos = self._memos(TargetKind.CODING, coding.id)
            alone = coding.id if any(memo.coder == coding.coder for memo in memos) else ""
            groups.setdefault((coding.span, coding.coder, alone), []).append(coding)
        for (span, coder, alone), group in sorted(groups.items(), key=lambda item: item[0]):
            signed = self._changed(self._signed(coder, group[0].at))
            memos = self._memos(TargetKind.CODING, group[0].id) if alone else []
            own = [memo for memo in memos if memo.coder == coder]
            if own:
                signed["modifiedDateTime"] = nodes.seconds(own[0].at, self._now)
            guid = self._guid(guids.SELECTION, group[0].id)
            element = self._selection(parent, text, span, places, guid=guid, **signed)
            nodes.say(element, "Description", "\n\n".join(memo.text for memo in own))
            for coding in group:
                self._coding(element, coding, text)
        for span, guid in self._stretches.get(text.id, {}).items():
            signed = self._changed(self._signed(next(iter(self._users), ""), text.created))
            self._selection(parent, text, span, places, guid=guid, **signed)

    def _selection(
        self, parent: "_Element", text: ForeignText, span: Span, places: Places, **signed: str
    ) -> "_Element":
        return nodes.add(
            parent,
            "PlainTextSelection",
            name=name_of(text.text[span.start : span.end]),
            startPosition=str(places.counted(span.start)),
            endPosition=str(places.counted(span.end)),
            **signed,
        )

    def _coding(self, parent: "_Element", coding: Coding, text: ForeignText) -> None:
        element = nodes.add(
            parent,
            "Coding",
            guid=self._guid(guids.CODING, coding.id),
            **self._signed(coding.coder, coding.at),
        )
        code = self._parcel.codebook.resolve(coding.code)
        nodes.add(element, "CodeRef", targetGUID=self._guid(guids.CODE, code))
        for memo in self._memos(TargetKind.CODING, coding.id):
            if memo.coder != coding.coder:
                nodes.add(element, "NoteRef", targetGUID=self._note(memo, text.name))

    def _note(self, memo: Memo, about: str) -> str:
        """Return the GUID of a note with the memo's words; it is written with the others."""
        guid = self._guid(guids.MEMO, memo.id)
        if guid not in self._notes:
            base = f"{nodes.flat(about)[:_TITLE]} ({memo.coder})"
            title, number = base, 1
            while title in self._titles:  # two notes of one name make QualCoder fall
                number += 1
                title = f"{base} {number}"
            self._titles.add(title)
            self._notes[guid] = title, memo
        return guid

    def _write_notes(self, root: "_Element", stamp: str) -> None:
        if not self._notes:
            return
        notes = nodes.add(root, "Notes")
        for guid, (title, memo) in self._notes.items():
            nodes.add(
                notes,
                "Note",
                guid=guid,
                name=title,
                plainTextPath=f"internal://{guid}.txt",
                **self._changed(self._signed(memo.coder, memo.at)),
            )
            self._sources[f"sources/{guid}.txt"] = _stored(memo.text)

    def _told(self) -> None:
        """Note what other programs will not see, or see otherwise."""
        machine = sum(coding.origin.kind != "own" for coding in self._codings)
        if machine:
            what = _("Codings that began as suggestions: other programs cannot tell them apart.")
            self.left.append(Left("origin", what, machine))
        codings = {coding.id for coding in self._codings}
        lonely = sum(
            memo.target.kind is TargetKind.CODING and memo.target.id not in codings
            for memo in self._parcel.memos
        )
        if lonely:
            self.left.append(Left("memo", _("Memos on codings that are gone."), lonely))


def _by(memo: Memo) -> str:
    return f"{memo.coder}: {memo.text}"


def _stored(text: str) -> bytes:
    """Return a text as a file: LF, and nothing at its start that looks like a byte order mark."""
    if text.startswith("\ufeff"):
        text = "\u2060" + text[1:]
    return text.encode("utf-8", "replace")
