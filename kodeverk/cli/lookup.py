"""From what a person types to what it means: codes, spans, speakers, targets, suggestions."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from dataclasses import replace

from kodeverk.corpus.importers.times import find_date
from kodeverk.corpus.naming import Said
from kodeverk.errors import NotFoundError, UsageError
from kodeverk.i18n import _
from kodeverk.model import (
    Code,
    Codebook,
    Kind,
    Role,
    Span,
    Speaker,
    Suggestion,
    Target,
    TargetKind,
    Transcript,
)
from kodeverk.text import canonical, fold, snap

# The languages of transcripts.
SPOKEN = ("nb", "nn", "da", "en")


def code(book: Codebook, wanted: str) -> Code:
    """Return the code that ``wanted`` names by id, key, name or path; raises NotFoundError."""
    found = book.get(wanted) or book.by_key(wanted)
    if found is not None:
        return found
    same = fold(wanted.strip())
    matches = [c for c in book.codes if same in (fold(c.name), fold(book.path(c.id)))]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise UsageError(
            _("More than one code is called “{name}”.").format(name=wanted),
            _("Use the id: {ids}.").format(ids=", ".join(c.id for c in matches)),
        )
    raise NotFoundError(
        _("There is no code “{name}”.").format(name=wanted),
        _("See: {command}").format(command="kodeverk codes"),
    )


def span(transcript: Transcript, start: int | None, end: int | None, quote: str | None) -> Span:
    """Return the span given by offsets, or by a quote that stands once in the transcript."""
    if quote is not None:
        if start is not None or end is not None:
            raise UsageError(
                _("Both a quote and offsets were given."), _("Choose one way to say where.")
            )
        quote = canonical(quote)
        place = transcript.body.find(quote) if quote else -1
        if place < 0:
            raise NotFoundError(
                _("The quote is not in transcript “{id}”.").format(id=transcript.id),
                _("Copy it as it stands there, or give --start and --end."),
            )
        if transcript.body.find(quote, place + 1) >= 0:
            raise UsageError(
                _("The quote is more than once in transcript “{id}”.").format(id=transcript.id),
                _("Make it longer, or give --start and --end."),
            )
        start, end = place, place + len(quote)
    if start is None or end is None:
        raise UsageError(_("It is not said where."), _("Give --quote, or --start and --end."))
    if not 0 <= start < end <= len(transcript.body):
        raise UsageError(
            _("{start}–{end} is not a stretch of transcript “{id}”.").format(
                start=start, end=end, id=transcript.id
            ),
            _("It has {count} characters.").format(count=len(transcript.body)),
        )
    return Span(*snap(transcript.body, start, end))


def count(word: str) -> int:
    """Return the whole number from 1 that ``word`` says, as a type for the parser."""
    if not word.isascii() or not word.isdigit() or int(word) < 1:
        raise ArgumentTypeError(_("“{word}” is not a whole number from 1").format(word=word))
    return int(word)


def share(word: str) -> float:
    """Return the number from 0 to 1 that ``word`` says, as a type for the parser."""
    try:
        value = float(word.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise ArgumentTypeError(_("“{word}” is not a number from 0 to 1").format(word=word))
    return value


def day(word: str) -> str:
    """Return the date that ``word`` says (``14.3.2022`` too) in ISO 8601; nothing is no date."""
    found, rest = find_date(word)
    if word.strip() and (not found or rest.strip()):
        raise ArgumentTypeError(_("“{word}” is not a date such as 2022-03-14").format(word=word))
    return found


def pairs(words: Iterable[str]) -> dict[str, str]:
    """Return ``key=value`` words as a dict; raises UsageError."""
    result = {}
    for word in words:
        key, sign, value = word.partition("=")
        if not sign or not key.strip():
            raise UsageError(
                _("“{word}” is not of the form name=value.").format(word=word),
                _("Write for example place=Mysen."),
            )
        result[key.strip()] = value.strip()
    return result


def role(word: str) -> Role:
    """Return the role of that name, in English or in the user's language; raises UsageError."""
    names = {role_name(each): each for each in Role} | {each.value: each for each in Role}
    found = names.get(fold(word.strip()))
    if found is None:
        raise UsageError(
            _("“{word}” is not a role.").format(word=word),
            _("Choose one of: {roles}.").format(roles=", ".join(map(role_name, Role))),
        )
    return found


def role_name(value: Role) -> str:
    """Return the role in the user's language."""
    return {
        Role.INTERVIEWER: _("interviewer"),
        Role.FACILITATOR: _("facilitator"),
        Role.INFORMANT: _("informant"),
        Role.PARTICIPANT: _("participant"),
        Role.UNKNOWN: _("unknown"),
    }[value]


def kind_name(value: Kind) -> str:
    """Return the kind of a transcript in the user's language."""
    return {
        Kind.INTERVIEW: _("interview"),
        Kind.WORKSHOP: _("workshop"),
        Kind.SURVEY: _("survey"),
        Kind.DOCUMENT: _("document"),
    }[value]


def speakers(
    known: Iterable[Speaker], interviewers: Iterable[str], changes: Iterable[str]
) -> tuple[Speaker, ...]:
    """Return ``known`` with roles and attributes changed.

    ``interviewers`` are names; a change is ``NAME=role`` and any number of ``,key=value``. Names
    that are not among ``known`` are passed over: many files share one command line.
    """
    asked = {fold(name) for name in interviewers}
    wanted = {fold(name): said for name, said in changes_of(changes)}
    result = []
    for speaker in known:
        name = fold(speaker.name)
        if name in asked:
            speaker = replace(speaker, role=Role.INTERVIEWER)
        if said := wanted.get(name):
            merged = {k: v for k, v in {**speaker.attributes, **said.attributes}.items() if v}
            speaker = replace(speaker, role=said.role or speaker.role, attributes=merged)
        result.append(speaker)
    return tuple(result)


def changes_of(words: Iterable[str]) -> list[tuple[str, Said]]:
    """Return what ``NAME=role,key=value`` words say of each name; raises UsageError."""
    result = []
    for word in words:
        name, sign, rest = word.partition("=")
        if not sign:
            raise UsageError(
                _("“{word}” is not of the form NAME=role.").format(word=word),
                _("Write for example --speaker “Informant 1=informant,unit=library”."),
            )
        head, *attributes = rest.split(",")
        said = Said("", role(head) if head.strip() else None, pairs(attributes))
        result.append((name.strip(), said))
    return result


def unheard(names: Iterable[str], changes: Iterable[str]) -> list[str]:
    """Return the names in ``NAME=…`` that are not among ``names``."""
    known = {fold(name) for name in names}
    wanted = [change.partition("=")[0].strip() for change in changes]
    return [name for name in wanted if fold(name) not in known]


def known_speakers(transcript: Transcript, words: Iterable[str]) -> None:
    """Raise NotFoundError if a ``NAME`` or ``NAME=…`` is not a speaker of ``transcript``."""
    for name in unheard((speaker.name for speaker in transcript.speakers), words):
        raise NotFoundError(
            _("“{name}” does not speak in transcript “{id}”.").format(name=name, id=transcript.id),
            _("See: {command}").format(command=f"kodeverk transcripts show {transcript.id}"),
        )


def target(word: str) -> Target:
    """Return what a memo is about: ``project`` or ``code:ID``, ``transcript:ID``, ``coding:ID``."""
    kind, _colon, identity = word.partition(":")
    try:
        result = Target(TargetKind(kind), identity)
    except ValueError:
        result = None
    if result is None or (result.kind is TargetKind.PROJECT) == bool(result.id):
        raise UsageError(
            _("“{word}” is not something a memo can be about.").format(word=word),
            _("Write project, code:ID, transcript:ID or coding:ID."),
        )
    return result


def target_word(value: Target) -> str:
    """Return ``value`` as it is typed."""
    return f"{value.kind.value}:{value.id}" if value.id else value.kind.value


def reference(suggestion: Suggestion) -> str:
    """Return the word that names ``suggestion``: ``transcript:start-end:code``."""
    span = suggestion.span
    return f"{suggestion.transcript}:{span.start}-{span.end}:{suggestion.code}"


def long_text(word: str) -> str:
    """Return ``word``, or what stands on stdin when it is ``-``."""
    return sys.stdin.read().strip() if word == "-" else word


def describing(parser: ArgumentParser, title: str = "") -> None:
    """Add what can be said of a transcript: title, kind, date, language, who speaks, attributes."""
    parser.add_argument("--title", metavar=_("TEXT"), help=title or _("the title"))
    parser.add_argument("--kind", choices=[kind.value for kind in Kind], help=_("the kind"))
    parser.add_argument("--date", type=day, metavar=_("YYYY-MM-DD"), help=_("the date"))
    parser.add_argument(
        "--language",
        choices=SPOKEN,
        metavar="|".join(SPOKEN),
        help=_("the language spoken"),
    )
    parser.add_argument(
        "--interviewer",
        action="append",
        default=[],
        metavar=_("NAME"),
        help=_("who asks and leads (may be repeated)"),
    )
    parser.add_argument(
        "--speaker",
        action="append",
        default=[],
        metavar=_("NAME=ROLE[,KEY=VALUE…]"),
        help=_("a speaker's role and attributes (may be repeated)"),
    )
    parser.add_argument(
        "--attribute",
        action="append",
        default=[],
        metavar=_("KEY=VALUE"),
        help=_("an attribute of the transcript, such as place=Mysen (may be repeated)"),
    )


def add_output(parser: ArgumentParser) -> None:
    """Let a command say where its file goes."""
    parser.add_argument(
        "--output", metavar=_("FILE"), help=_("the file (otherwise one in exports)")
    )


def add_choice(parser: ArgumentParser, codes: str = "") -> None:
    """Let a command be kept to some codes, transcripts and coders, with names or without.

    ``codes`` is what is to be known of the codes named.
    """
    parser.add_argument(
        "--code",
        action="append",
        default=[],
        metavar=_("CODE"),
        help=codes or _("only this code and those below it (may be repeated)"),
    )
    add_transcripts(parser)
    parser.add_argument(
        "--by",
        action="append",
        default=[],
        metavar=_("NAME"),
        help=_("only this coder's codings (may be repeated)"),
    )
    parser.add_argument(
        "--names", action="store_true", help=_("speakers as the transcripts name them")
    )


def add_transcripts(parser: ArgumentParser) -> None:
    """Let a command be kept to some transcripts."""
    parser.add_argument(
        "--transcript",
        action="append",
        default=[],
        metavar="ID",
        help=_("only this transcript (may be repeated)"),
    )
