"""``suggest``: codes the machine proposes; nothing is coded before a person accepts it."""

import argparse
from collections.abc import Callable, Iterator, Sequence

from kodeverk.cli import lookup, shapes
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.errors import NotFoundError
from kodeverk.i18n import _
from kodeverk.model import Span, Suggestion, Transcript
from kodeverk.project import Project
from kodeverk.text import clean_line

_SHOWN = 60


def made(project: Project, transcripts: Sequence[str] = ()) -> Iterator[Suggestion]:
    """Yield the suggestions for ``transcripts`` (default: all), from what is known now.

    Those held back for the blind sample are not among them.
    """
    from kodeverk.suggest import default_engine
    from kodeverk.suggest.gathering import material

    wanted = [project.transcript(each) for each in transcripts] or project.transcripts()
    engine = default_engine()
    engine.learn(material(project))
    for transcript in wanted:
        held = _held_back(project, transcript)
        yield from (each for each in engine.suggest(transcript) if not held(each.span))


def _held_back(project: Project, transcript: Transcript) -> Callable[[Span], bool]:
    """Return what tells whether suggestions are held back on a sentence, as on the screen."""
    from kodeverk.suggest.blind import held_back

    study, share, own = project.settings.id, project.settings.blind, project.coder.name
    decided = [coding.span for coding in project.codings(transcript.id, coder=own)]
    decided += project.read_spans(transcript.id)
    return lambda span: (
        held_back(study, transcript.id, span, share)
        and not any(each.overlaps(span) for each in decided)
    )


def _list_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--transcript",
        action="append",
        default=[],
        metavar="ID",
        help=_("only this transcript (may be repeated)"),
    )
    parser.add_argument("--code", metavar=_("CODE"), help=_("only this code and those below it"))
    parser.add_argument(
        "--least",
        type=lookup.share,
        default=0.0,
        metavar=_("SCORE"),
        help=_("only from this score, 0–1"),
    )


def _list(context: Context, arguments: argparse.Namespace) -> int:
    project = context.project
    book = project.codebook
    wanted = None
    if arguments.code:
        code = lookup.code(book, arguments.code)
        wanted = {code.id, *(each.id for each in book.descendants(code.id))}
    rows = []
    for suggestion in made(project, arguments.transcript):
        if suggestion.score < arguments.least or (wanted and suggestion.code not in wanted):
            continue
        quote = project.transcript(suggestion.transcript).text(suggestion.span)
        if context.out.as_json:
            context.out.line(shapes.suggestion(suggestion, quote))
            continue
        line = clean_line(quote)
        words = ", ".join(dict.fromkeys(w for r in suggestion.reasons for w in r.words))
        rows.append(
            (
                lookup.reference(suggestion),
                f"{suggestion.score:.2f}",
                line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…",
                words,
            )
        )
    if not context.out.as_json:
        context.out.table((_("Suggestion"), _("Score"), _("Quote"), _("Because of")), rows)
    if project.settings.blind:
        text = _("Suggestions are held back on {share} of the sentences until you have read them.")
        context.out.say(text.format(share=f"{project.settings.blind * 100:g} %"))
    return 0


def _some(parser: Parser) -> None:
    parser.add_argument(
        "suggestion",
        nargs="+",
        metavar=_("SUGGESTION"),
        help=_("as the list shows it: TRANSCRIPT:START-END:CODE"),
    )


def _found(project: Project, words: Sequence[str]) -> list[Suggestion]:
    """Return the suggestions that ``words`` name; raises NotFoundError before anything is done."""
    transcripts = list(dict.fromkeys(word.partition(":")[0] for word in words))
    there = {lookup.reference(each): each for each in made(project, transcripts)}
    for word in words:
        if word not in there:
            raise NotFoundError(
                _("There is no suggestion “{word}” now.").format(word=word),
                _("See: {command}").format(command="kodeverk suggest"),
            )
    return [there[word] for word in words]


def _accept(context: Context, arguments: argparse.Namespace) -> int:
    for suggestion in _found(context.project, arguments.suggestion):
        coding = context.project.accept(suggestion)
        quote = context.project.transcript(coding.transcript).text(coding.span)
        context.out.result(
            shapes.coding(coding, quote),
            _("Coded as “{name}”: {id}").format(
                name=context.project.codebook.path(coding.code), id=coding.id
            ),
        )
    return 0


def _reject(context: Context, arguments: argparse.Namespace) -> int:
    for suggestion in _found(context.project, arguments.suggestion):
        rejection = context.project.reject(suggestion)
        word = lookup.reference(suggestion)
        context.out.result(
            {"rejected": word, "id": rejection.id}, _("Rejected: {word}").format(word=word)
        )
    return 0


COMMANDS = (
    Command("suggest", lambda: _("list suggested codes, or answer them"), _list, _list_arguments),
    Command("suggest list", lambda: _("list suggested codes"), _list, _list_arguments),
    Command("suggest accept", lambda: _("make codings of suggestions"), _accept, _some),
    Command("suggest reject", lambda: _("say no to suggestions"), _reject, _some),
)
