"""``demo``: the whole way without a screen: read the study, suggest, write the Word summary."""

import argparse
from itertools import islice
from pathlib import Path

from kodeverk import i18n
from kodeverk.cli import report
from kodeverk.cli.command import Command, Context
from kodeverk.cli.desk import Desk
from kodeverk.i18n import _, ngettext
from kodeverk.model import Severity
from kodeverk.report import Options
from kodeverk.text import clean_line

_SHOWN = 3


def _run(context: Context, _arguments: argparse.Namespace) -> int:
    project = context.project
    out = context.out
    problems = project.check()
    context.checked = True
    transcripts = project.transcripts()
    codings = project.codings()
    n = len(transcripts)
    facts = [ngettext("{n} transcript", "{n} transcripts", n).format(n=n)]
    n = len(project.codebook.codes)
    facts.append(ngettext("{n} code", "{n} codes", n).format(n=n))
    n = len(codings)
    facts.append(ngettext("{n} coding", "{n} codings", n).format(n=n))
    name = project.settings.name
    say = (lambda _line: None) if out.as_json else out.text
    say(_("“{name}”: {facts}.").format(name=name, facts=", ".join(facts)))
    suggestions = sorted(Desk(project).suggestions(), key=lambda each: -each.score)
    say(
        ngettext(
            "{count} code is suggested.", "{count} codes are suggested.", len(suggestions)
        ).format(count=len(suggestions))
    )
    for suggestion in islice(suggestions, _SHOWN):
        quote = clean_line(project.transcript(suggestion.transcript).text(suggestion.span))
        name = project.codebook.path(suggestion.code)
        say(f"  {suggestion.score:.2f}  {name}: {quote}")
    path = report.write(context, Options(language=i18n.active()), brief=True)
    here = Path.cwd()
    near = path.relative_to(here) if path.is_relative_to(here) else path
    out.result(
        {
            "name": project.settings.name,
            "transcripts": len(transcripts),
            "codes": len(project.codebook.codes),
            "codings": len(codings),
            "suggestions": len(suggestions),
            "file": str(path),
        },
        _("The Word summary is in {path}").format(path=near),
    )
    for problem in problems:
        out.say(f"{problem.file}: {problem.message} {problem.cure}")
    return 1 if any(problem.severity is Severity.ERROR for problem in problems) else 0


COMMANDS = (Command("demo", lambda: _("show the whole way without a screen"), _run),)
