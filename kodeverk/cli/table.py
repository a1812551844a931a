"""The one table of commands: the parser, the help and the documentation read it."""

from kodeverk.cli import (
    bench,
    check,
    code,
    codes,
    comeback,
    demo,
    export,
    imports,
    marks,
    memo,
    new,
    record,
    report,
    review,
    search,
    suggest,
    transcripts,
    undo,
)
from kodeverk.cli.command import Command

COMMANDS: tuple[Command, ...] = (
    *new.COMMANDS,
    *imports.COMMANDS,
    *transcripts.COMMANDS,
    *codes.COMMANDS,
    *code.COMMANDS,
    *memo.COMMANDS,
    *suggest.COMMANDS,
    *review.COMMANDS,
    *record.COMMANDS,
    *search.COMMANDS,
    *report.COMMANDS,
    *comeback.COMMANDS,
    *marks.COMMANDS,
    *export.COMMANDS,
    *check.COMMANDS,
    *undo.COMMANDS,
    *demo.COMMANDS,
    *bench.COMMANDS,
)
