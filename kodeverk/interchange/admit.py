"""A parcel made ready to come into a study: what is new in it, under which ids, and what is not.

Nothing is written here; ``Project.take_in`` does that. What does not fit is told, never guessed at.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from kodeverk import settings
from kodeverk.errors import DataError
from kodeverk.i18n import _, ngettext
from kodeverk.interchange import incodes, intexts
from kodeverk.interchange.pack import Extra, extra_of
from kodeverk.interchange.parcel import Left, Parcel
from kodeverk.journal.comments import commented, fresh_id, made_id
from kodeverk.journal.events import AnyEvent, Coded, Marked, Noted, now
from kodeverk.model import Coding, Comment, MarkKind, Memo, Reply, Span, Target, TargetKind
from kodeverk.project.actions import book_event
from kodeverk.project.annotated import AnnotatedStudy
from kodeverk.project.intake import Intake
from kodeverk.text import clean

_ELSEWHERE: dict[str, Any] = {"id": "", "coder": "", "at": "", "source": ""}
"""What tells no comment from another: how it came here."""
_OURS = re.compile(r"[0-9a-f]{20}")


@dataclass(frozen=True, slots=True)
class Admission:
    """What comes into the study, and what a person is to know of it.

    ``coders`` are those whose work it is.
    ``counts``: how many ``texts``, ``codes``, ``codings``, ``memos``, ``marks`` and ``coders`` are
    new, and of the first five how many are there already (``known_texts`` …).
    """

    intake: Intake
    counts: dict[str, int]
    findings: tuple[str, ...]
    left: tuple[Left, ...]
    transcripts: tuple[str, ...]
    coders: tuple[str, ...]


def plan(
    study: AnnotatedStudy, parcel: Parcel, sha256: str, step: Callable[[], None] = lambda: None
) -> Admission:
    """Return what ``parcel``, read from the file with that SHA-256, brings into ``study``.

    ``step`` is called after each text. Raises DataError where the study's codebook cannot be read.
    """
    if problem := study.book_problem:
        raise DataError(problem.message, problem.cure)
    return _Admitting(study, parcel, step).admission(sha256)


class _Admitting:
    def __init__(self, study: AnnotatedStudy, parcel: Parcel, step: Callable[[], None]) -> None:
        self.study = study
        self.parcel = parcel
        self.extra: Extra | None = extra_of(parcel)
        self.texts = intexts.bring(study, parcel, self.extra, step)
        self.codes = incodes.bring(study, parcel, self.extra is not None)
        self.counts: Counter[str] = Counter()
        self.lost: dict[str, dict[str, int]] = {}
        self.events: dict[str, list[AnyEvent]] = {}
        self.names: dict[str, str] = {}
        self.roots: dict[str, str] = {}
        self.again = 0
        self.removed = 0
        self.fallback = now()

    def admission(self, sha256: str) -> Admission:
        self._codings()
        self._memos()
        self._marks()
        self._comments()
        ours = self.extra is not None
        if ours:  # who has a journal there has one here, also with nothing in it
            for coder in self.parcel.coders:
                if self._name(coder) not in self.study.coders:
                    self.events.setdefault(self._name(coder), [])
        self._count()
        findings = (*self.parcel.findings, *self.texts.findings, *self.codes.findings)
        told, coders = tuple(self._told()), tuple(sorted(self.events))
        if self.codes.changes:
            event = book_event(self.study.settings.codebook, self.codes.changes)
            self.events.setdefault(self.study.coder.name, []).append(event)
        return Admission(
            Intake(
                f"import-{sha256[:8]}",
                self.texts.new(importer(self.parcel)),
                self.codes.book,
                self.codes.changes,
                self.events,
            ),
            dict(self.counts),
            (*findings, *told),
            (*self.parcel.left, *self.texts.left, *self.codes.left, *self._left()),
            tuple(dict.fromkeys(p.transcript.id for p in self.texts.placed.values())),
            coders,
        )

    def _codings(self) -> None:
        there = {
            (coding.transcript, coding.span, coding.code, coding.coder): coding.memo_target.id
            for coding in self.study.codings()
        }
        met: set[tuple[str, Span, str, str]] = set()
        for coding in self.parcel.codings:
            placed = self.texts.placed.get(coding.transcript)
            code = self.codes.ids.get(coding.code)
            if placed is None or code is None:
                self._lose("no_text" if placed is None else "no_code", coding.transcript)
                continue
            span = placed.place(coding.span)
            if span is None:
                self._lose("misfit", placed.transcript.id)
                continue
            key = (placed.transcript.id, span, code, self._name(coding.coder))
            id = self._id(coding.id)
            self.roots[coding.id] = self._id(coding.root) if coding.root else id
            if key in there or (key in met and self.extra is None):
                self.counts["known_codings"] += 1
                self.roots[coding.id] = there.get(key, self.roots[coding.id])
                continue
            before = self.study.coded(id)
            if before is not None:
                same = (before.transcript, before.span, self.study.codebook.resolve(before.code))
                if same == key[:3]:
                    self.removed += 1
                    continue
                self.again += 1
                id = self._id(f"{id}\n{key}")
                self.roots[coding.id] = id
            met.add(key)
            self.counts["codings"] += 1
            self._add(coding.coder, self._coded(coding, id, key, placed.transcript.digest))

    def _coded(
        self, coding: Coding, id: str, key: tuple[str, Span, str, str], digest: str
    ) -> Coded:
        transcript, span, code, _coder = key
        root = self.roots[coding.id]
        return Coded(
            n=0,
            id=id,
            at=self._moment(coding.at),
            transcript=transcript,
            digest=digest,
            start=span.start,
            end=span.end,
            code=code,
            origin=coding.origin.kind.value,
            score=coding.origin.score,
            engine=coding.origin.engine,
            root=root if root != id else "",
        )

    def _memos(self) -> None:
        there = {(memo.target, memo.coder): memo.text for memo in self.study.memos()}
        fresh: dict[tuple[Target, str], Memo] = {}
        for memo in self.parcel.memos:
            text = clean(memo.text).strip()
            target = self._target(memo.target)
            if not text:
                continue
            if target is None:
                self._lose("memo_target", memo.target.kind.value)
                continue
            key = target, self._name(memo.coder)
            if text in there.get(key, "").split("\n\n") or there.get(key) == text:
                self.counts["known_memos"] += 1
            elif key in there:
                self._lose("memo_other", memo.target.kind.value)
            elif self.study.last_noted(key[1], target) >= self._moment(memo.at):
                self._lose("memo_removed", memo.target.kind.value)
            elif before := fresh.get(key):
                joined = f"{before.text}\n\n{text}"
                fresh[key] = Memo(before.id, target, joined, before.coder, max(before.at, memo.at))
            else:
                fresh[key] = Memo(memo.id, target, text, memo.coder, memo.at)
        for memo in fresh.values():
            self.counts["memos"] += 1
            event = Noted(
                n=0,
                id=self._id(memo.id),
                at=self._moment(memo.at),
                kind=memo.target.kind.value,
                target=memo.target.id,
                text=memo.text,
            )
            self._add(memo.coder, event)

    def _target(self, target: Target) -> Target | None:
        found: str | None = ""
        if target.kind is TargetKind.CODING:
            found = self.roots.get(target.id)
        elif target.kind is TargetKind.CODE:
            found = self.codes.ids.get(target.id)
        elif target.kind is TargetKind.TRANSCRIPT:
            placed = self.texts.placed.get(target.id)
            found = placed.transcript.id if placed else None
        return None if found is None else Target(target.kind, found)

    def _marks(self) -> None:
        there = {(mark.target, mark.coder) for mark in self.study.marks()}
        targets = {coding.memo_target.id: coding.id for coding in self.parcel.codings}
        digests = {each.transcript.digest for each in self.texts.placed.values()}
        for mark in self.extra.marks if self.extra else ():
            target = self.roots.get(targets.get(mark.target, ""), "")
            kept = [pair for pair in mark.keep if 0 <= pair[0] < pair[1]]
            at = self._moment(mark.at)
            if not target or mark.mark not in [kind.value for kind in MarkKind]:
                self._lose("mark", mark.coder)
            elif (target, self._name(mark.coder)) in there:
                self.counts["known_marks"] += 1
            elif self.study.last_marked(self._name(mark.coder), target) >= at:
                self._lose("mark_removed", mark.coder)
            else:
                self.counts["marks"] += 1
                event = Marked(
                    n=0,
                    id=self._id(f"mark\n{target}\n{mark.coder}\n{mark.at}"),
                    at=at,
                    target=target,
                    mark=MarkKind(mark.mark).value,
                    digest=mark.digest if mark.digest in digests else "",
                    keep=kept if mark.digest in digests else [],
                )
                self._add(mark.coder, event)

    def _comments(self) -> None:
        here = {replace(each, **_ELSEWHERE) for each in self.study.comments()}
        for remark in self.extra.comments if self.extra else ():
            placed = self.texts.placed.get(remark.text)
            if placed is None:
                self._lose("comment", remark.author)
                continue
            span = Span(remark.start, remark.end) if 0 <= remark.start < remark.end else None
            text = placed.transcript
            comment = Comment(
                "",
                text.id,
                text.digest,
                placed.place(span) if span else None,
                remark.author,
                remark.date,
                remark.said,
                tuple(Reply(*each) for each in remark.replies),
                remark.resolved,
                remark.source,
                remark.nth,
            )
            if replace(comment, **_ELSEWHERE) in here:
                self.counts["known_comments"] += 1
            elif self.study.put_away(comment):
                self._lose("comment_removed", remark.author)
            else:
                self.counts["comments"] += 1
                event = commented(comment, self._id_of(comment), self._moment(remark.at))
                self._add(remark.coder, event)

    # --- helpers

    def _id_of(self, comment: Comment) -> str:
        made = made_id(comment)
        return fresh_id() if self.study.was_comment(made) else made

    def _add(self, coder: str, event: AnyEvent) -> None:
        self.events.setdefault(self._name(coder), []).append(event)

    def _name(self, coder: str) -> str:
        if coder not in self.names:
            self.names[coder] = settings.coder_name(coder or _("Unknown coder"))
        return self.names[coder]

    def _id(self, id: str) -> str:
        """Return ``id`` if it is one of ours, else one that is always the same for it."""
        if _OURS.fullmatch(id):
            return id
        return blake2b(id.encode("utf-8", "replace"), digest_size=10).hexdigest()

    def _moment(self, at: str) -> str:
        """Return ``at`` as a journal writes it; the moment of the import if it is no time."""
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:
            return self.fallback
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        try:
            moment = moment.astimezone(UTC)
        except OverflowError:
            return self.fallback
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _lose(self, code: str, where: str) -> None:
        places = self.lost.setdefault(code, {})
        places[where] = places.get(where, 0) + 1

    def _left(self) -> list[Left]:
        what = {
            "no_text": _("Codings on texts that did not come along."),
            "no_code": _("Codings with a code that is not in the file."),
            "misfit": _("Codings of no words, or of words that are not the same in the text here."),
            "memo_target": _("Memos about something that did not come along."),
            "memo_other": _("Memos where the same coder has written another one here: it stands."),
            "memo_removed": _("Memos that the same coder has removed here."),
            "mark_removed": _("Choices of quotes for reports that the coder has let go here."),
            "mark": _("Choices of quotes for reports, of codings that did not come along."),
            "comment": _("Comments on texts that did not come along."),
            "comment_removed": _("Comments that were put away here."),
        }
        return [
            Left(code, what[code], sum(places.values()), tuple(places) if code != "no_text" else ())
            for code, places in self.lost.items()
        ]

    def _count(self) -> None:
        placed = self.texts.placed.values()
        new = sum(each.new for each in placed)
        self.counts["texts"], self.counts["known_texts"] = new, len(placed) - new
        self.counts["codes"] = len(self.codes.added)
        self.counts["known_codes"] = len(self.codes.ids) - len(self.codes.added)
        self.counts["coders"] = len(self.events)

    def _told(self) -> list[str]:
        """Return in words what was taken for granted about coders and codings."""
        told = []
        changed = [f"{old or '–'} → {new}" for old, new in self.names.items() if old != new]
        if changed:
            told.append(
                _("Coders are written as journals do: {names}.").format(names=", ".join(changed))
            )
        same = sorted(set(self.events) & set(self.study.coders))
        if same:
            told.append(
                _("Taken to be the same person as the coder of that name here: {names}.").format(
                    names=", ".join(same)
                )
            )
        if self.removed:
            told.append(
                ngettext(
                    "{n} coding was removed here before, and stays so.",
                    "{n} codings were removed here before, and stay so.",
                    self.removed,
                ).format(n=self.removed)
            )
        if self.again:
            told.append(
                ngettext(
                    "{n} coding was changed elsewhere; the one here stands beside it.",
                    "{n} codings were changed elsewhere; those here stand beside them.",
                    self.again,
                ).format(n=self.again)
            )
        return told


def importer(parcel: Parcel) -> str:
    """Return what front matter calls the program that a text came from."""
    word = re.match(r"[A-Za-z]+", parcel.origin)
    return word[0].lower() if word else "refi"
