"""A whole study made ready to leave for other programs, and what of it they have no place for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

import msgspec

from kodeverk import __version__
from kodeverk.i18n import _
from kodeverk.interchange.parcel import ForeignCase, ForeignText, Left, Parcel
from kodeverk.model import (
    Code,
    Codebook,
    Coding,
    Comment,
    Kind,
    Memo,
    Role,
    Span,
    Target,
    TargetKind,
    Transcript,
)
from kodeverk.project.annotated import AnnotatedStudy

ORIGIN = f"Kodeverk {__version__}"


class Voice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A speaker, as only Kodeverk knows them."""

    name: str
    role: Role = Role.UNKNOWN
    attributes: dict[str, str] = {}


class Facts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The front matter of a transcript, but for where it came from: that file stays behind."""

    id: str
    title: str = ""
    kind: Kind = Kind.INTERVIEW
    date: str = ""
    language: str = "nb"
    attributes: dict[str, str] = {}
    speakers: list[Voice] = []


class Choice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a coder chose the quote of a coding, ``target``, for reports."""

    target: str
    mark: str
    coder: str
    at: str
    digest: str = ""
    keep: list[tuple[int, int]] = []


class Remark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A comment from a document on the text ``text``; ``coder`` took it in, at ``at``."""

    text: str
    said: str
    coder: str
    at: str
    start: int = 0
    end: int = 0
    author: str = ""
    date: str = ""
    replies: list[tuple[str, str, str]] = []
    resolved: bool = False
    source: str = ""
    nth: int = 0


class Extra(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What ``Parcel.extra`` holds: plain values, which a file can keep as JSON.

    ``project`` is the id of the study; ``texts`` are by the id of their ``ForeignText``.
    """

    version: int = 1
    project: str = ""
    texts: dict[str, Facts] = {}
    marks: list[Choice] = []
    comments: list[Remark] = []


def extra_of(parcel: Parcel) -> Extra | None:
    """Return what only Kodeverk knows of ``parcel``; None if it comes from elsewhere."""
    if not parcel.extra:
        return None
    try:
        found = msgspec.convert(dict(parcel.extra), Extra)
    except (msgspec.ValidationError, RecursionError):
        return None
    return found if found.version == 1 else None


def pack(study: AnnotatedStudy) -> Parcel:
    """Return all of ``study`` that stands, with every coder's codings and memos.

    ``left`` tells what stays behind whatever the format.
    """
    texts = study.transcripts()
    codings = study.codings()
    book, nameless = _whole(study.codebook, codings)
    memos, lost_memos = _memos(study.memos(), codings, texts, book)
    marks = study.marks()
    extra = Extra(
        project=study.settings.id,
        texts={text.id: _facts(text) for text in texts},
        marks=[
            Choice(
                target=mark.target,
                mark=mark.kind.value,
                coder=mark.coder,
                at=mark.at,
                digest=mark.digest,
                keep=[(span.start, span.end) for span in mark.keep],
            )
            for mark in marks
        ],
        comments=[_remark(each) for each in study.comments()],
    )
    return Parcel(
        name=study.settings.name,
        origin=ORIGIN,
        codebook=book,
        coders=study.coders,
        texts=_texts(texts),
        codings=codings,
        memos=memos,
        cases=tuple(_cases(texts)),
        findings=nameless,
        left=tuple(_left(study, texts, lost_memos)),
        extra=msgspec.to_builtins(extra),
    )


def _remark(comment: Comment) -> Remark:
    span = comment.span or Span(0, 0)
    return Remark(
        text=comment.transcript,
        said=comment.text,
        coder=comment.coder,
        at=comment.at,
        start=span.start,
        end=span.end,
        author=comment.author,
        date=comment.date,
        replies=[(each.author, each.date, each.text) for each in comment.replies],
        resolved=comment.resolved,
        source=comment.source,
        nth=comment.nth,
    )


def _facts(text: Transcript) -> Facts:
    return Facts(
        id=text.id,
        title=text.title,
        kind=text.kind,
        date=text.date,
        language=text.language,
        attributes=dict(text.attributes),
        speakers=[
            Voice(name=each.name, role=each.role, attributes=dict(each.attributes))
            for each in text.speakers
        ],
    )


def _texts(texts: Iterable[Transcript]) -> tuple[ForeignText, ...]:
    """Return the texts under names that differ: some programs take two of one name for one."""
    counts = Counter(text.title.casefold() for text in texts)
    return tuple(
        ForeignText(
            text.id,
            text.title if counts[text.title.casefold()] == 1 else f"{text.title} ({text.id})",
            text.body,
            _with(text.attributes, date=text.date, kind=text.kind.value),
            text.language,
            canonical=True,
        )
        for text in texts
    )


def _with(attributes: Mapping[str, str], **more: str) -> dict[str, str]:
    """Return ``attributes``, and after them those of ``more`` that say something new."""
    known = {name.casefold() for name in attributes}
    fresh = {name: value for name, value in more.items() if value and name not in known}
    return {**attributes, **fresh}


def _cases(texts: Iterable[Transcript]) -> Iterable[ForeignCase]:
    """Yield the speakers: one a transcript, since the same name can be another person there."""
    for text in texts:
        for speaker in text.speakers:
            said = tuple(
                (text.id, turn.text)
                for turn in text.turns
                if turn.speaker == speaker.name and len(turn.text)
            )
            yield ForeignCase(
                f"{text.id}/{speaker.name}",
                f"{speaker.name} ({text.title})",
                _with(speaker.attributes, role=speaker.role.value),
                spans=said,
            )


def _whole(book: Codebook, codings: Iterable[Coding]) -> tuple[Codebook, tuple[str, ...]]:
    """Return the codebook with every code in use; codings without one could not come along."""
    gone = sorted({coding.code for coding in codings if book.get(coding.code) is None})
    if not gone:
        return book, ()
    added = tuple(Code(each, each) for each in gone)
    told = _("Codes that are in use but not in the codebook are written by their id: {ids}.")
    return replace(book, codes=(*book.codes, *added)), (told.format(ids=", ".join(gone)),)


def _memos(
    memos: Iterable[Memo], codings: Iterable[Coding], texts: Iterable[Transcript], book: Codebook
) -> tuple[tuple[Memo, ...], int]:
    """Return the memos whose target comes along, and how many are about something else."""
    roots = {coding.memo_target.id: coding.id for coding in codings}
    there = {text.id for text in texts}
    kept, lost = [], 0
    for memo in memos:
        of = memo.target.id
        match memo.target.kind:
            case TargetKind.CODING:
                of = roots.get(of, "")
            case TargetKind.CODE:
                of = book.resolve(of) if book.get(of) else ""
            case TargetKind.TRANSCRIPT:
                of = of if of in there else ""
        if of or memo.target.kind is TargetKind.PROJECT:
            kept.append(replace(memo, target=Target(memo.target.kind, of)))
        else:
            lost += 1
    return tuple(kept), lost


def _left(study: AnnotatedStudy, texts: tuple[Transcript, ...], lost_memos: int) -> Iterable[Left]:
    """Yield what no format of other programs has a place for, nor ``Extra``."""
    unread = tuple(name for name in study.transcript_ids if name not in {t.id for t in texts})
    withheld = study.withheld()
    sources = sum(1 for text in texts if text.source)
    found = (
        Left("transcript", _("Transcripts that cannot be read."), len(unread), unread),
        Left(
            "withheld",
            _("Codings whose transcript is missing or has another text."),
            len(withheld),
            tuple(sorted({coding.transcript for coding in withheld})),
        ),
        Left(
            "lost_events",
            _("Changes in journals that are lost for good."),
            sum(loss.events for loss in study.losses),
            tuple(sorted({loss.coder for loss in study.losses})),
        ),
        Left("memo", _("Memos about codings or codes that are not there any more."), lost_memos),
        Left("source", _("The files that the transcripts were made of."), sources),
        Left("rejection", _("Suggestions that were rejected."), len(study.rejections())),
        Left("shown", _("What became of the suggestions that were shown."), len(study.outcomes())),
        Left(
            "read",
            _("Transcripts of which somebody has noted what was read."),
            sum(1 for spans in study.read_by_all().values() if spans),
        ),
        Left("use", _("What became of quotes in reports that came back."), len(study.uses())),
    )
    return (each for each in found if each.count)
