"""``memo``: notes on the study, a code, a transcript or a coding."""

import argparse
from collections.abc import Iterable
from dataclasses import replace

from kodeverk.cli import code as codings
from kodeverk.cli import lookup, shapes
from kodeverk.cli.command import Command, Context, Parser
from kodeverk.i18n import _
from kodeverk.model import Memo, Target, TargetKind


def _target(context: Context, word: str) -> Target:
    """Return what ``word`` names, once it is sure that it is there."""
    target = lookup.target(word)
    if target.kind is TargetKind.CODE:
        return replace(target, id=lookup.code(context.project.codebook, target.id).id)
    if target.kind is TargetKind.TRANSCRIPT:
        return replace(target, id=context.project.transcript(target.id).id)
    if target.kind is TargetKind.CODING:
        return codings.found(context, target.id).memo_target
    return target


def _named(context: Context, memos: Iterable[Memo]) -> list[Memo]:
    """Return ``memos`` with a coding named as it is now: its id changes when it is changed."""
    current = {coding.memo_target: coding.id for coding in context.project.codings()}
    return [
        replace(memo, target=replace(memo.target, id=current.get(memo.target, memo.target.id)))
        for memo in memos
    ]


def _about(parser: Parser) -> None:
    parser.add_argument(
        "target",
        metavar=_("TARGET"),
        help=_("project, code:ID, transcript:ID or coding:ID"),
    )


def _set_arguments(parser: Parser) -> None:
    _about(parser)
    parser.add_argument(
        "text",
        metavar=_("TEXT"),
        help=_("the memo; - reads it from standard input; empty removes it"),
    )


def _set(context: Context, arguments: argparse.Namespace) -> int:
    target = _target(context, arguments.target)
    memo = context.project.set_memo(target, lookup.long_text(arguments.text))
    if memo is None:
        word = arguments.target
        context.out.result({"removed": word}, _("The memo is removed."))
    else:
        (memo,) = _named(context, [memo])
        context.out.result(
            shapes.memo(memo),
            _("The memo is saved."),
        )
    return 0


def _show(context: Context, arguments: argparse.Namespace) -> int:
    return _print(context, context.project.memos(_target(context, arguments.target)))


def _list(context: Context, _arguments: argparse.Namespace) -> int:
    return _print(context, context.project.memos())


def _print(context: Context, memos: tuple[Memo, ...]) -> int:
    for place, memo in enumerate(_named(context, memos)):
        if context.out.as_json:
            context.out.line(shapes.memo(memo))
            continue
        if place:
            context.out.text()
        context.out.text(f"{lookup.target_word(memo.target)} ({memo.coder}, {memo.at[:10]})")
        context.out.text(memo.text)
    return 0


COMMANDS = (
    Command("memo", lambda: _("list the memos, or write one"), _list),
    Command("memo list", lambda: _("list the memos"), _list),
    Command("memo show", lambda: _("show the memos on one thing"), _show, _about),
    Command("memo set", lambda: _("write, change or remove your memo"), _set, _set_arguments),
)
