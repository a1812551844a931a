"""The core is light: opening a study loads none of the libraries that take their time."""

import subprocess
import sys

import pytest

HEAVY = (
    "textual",
    "rich",
    "docx",
    "lxml",
    "ruamel",
    "spacy",
    "sklearn",
    "scipy",
    "numpy",
    "pandas",
    "nltk",
    "simplemma",
    "psutil",
    "filelock",
)


@pytest.mark.parametrize("module", ["kodeverk.project", "kodeverk.cli.table", "kodeverk.language"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*{{m.partition('.')[0] for m in sys.modules}})"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert set(run.stdout.split()) & set(HEAVY) == set()
