"""What a command is, and what it is given: the project, the output, the words of the person."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk.cli.output import Output
from kodeverk.i18n import ngettext
from kodeverk.model import Severity, Value

if TYPE_CHECKING:
    from kodeverk.project import Project

Parser = argparse.ArgumentParser


def no_arguments(parser: Parser) -> None:
    """Add nothing to ``parser``: the command stands alone."""


class Command(Value, frozen=True):
    """One command: ``name`` as it is typed (``codes add``), its help, arguments and handler.

    ``help`` is called when the language is known. ``run`` returns the exit code.
    """

    name: str
    help: Callable[[], str]
    run: "Callable[[Context, argparse.Namespace], int]"
    arguments: Callable[[Parser], None] = no_arguments


class Context:
    """What a command works with. The project is opened when it is first asked for."""

    def __init__(self, out: Output, folder: Path | None = None, coder: str | None = None) -> None:
        self.out = out
        self._folder = folder
        self._coder = coder
        self._project: Project | None = None
        self.checked = False

    @property
    def coder(self) -> str | None:
        """The coder named on the command line, if any."""
        return self._coder

    @property
    def project(self) -> "Project":
        """The project; raises ProjectError."""
        if self._project is None:
            from kodeverk.project import Project, find_root

            root = self._folder if self._folder is not None else find_root(Path.cwd())
            self._project = Project.open(root, coder=self._coder)
        return self._project

    def warn(self) -> None:
        """Say that something is wrong with the study, if it was opened and ``check`` was not run.

        A missing journal must be loud wherever codings are listed or counted.
        """
        if self._project is None or self.checked:
            return
        count = sum(each.severity is Severity.ERROR for each in self._project.problems)
        if count:
            text = ngettext(
                "{count} thing is wrong with the study. See: {command}",
                "{count} things are wrong with the study. See: {command}",
                count,
            )
            self.out.say(text.format(count=count, command="kodeverk check"))

    def close(self) -> None:
        """Let the project go."""
        if self._project is not None:
            self._project.close()
            self._project = None
