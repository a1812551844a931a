"""The program run from the command line, in the process of the test."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from kodeverk.__main__ import main

Run = Callable[..., tuple[int, str, str]]
"""Words of a command in, exit code, stdout and stderr out."""


def lines(text: str) -> list[dict[str, Any]]:
    """Return the JSON objects that ``--json`` printed, one a line."""
    return [json.loads(line) for line in text.splitlines()]


def runner(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs the program in English."""

    def run(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--lang", "en", *map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    return run
