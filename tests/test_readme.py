"""What the README says about keys and layers is what the program has."""

import re
import tomllib
from pathlib import Path

from kodeverk.tui.commands import CODING, PROGRAM, signs

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_key_in_the_readme_is_a_key_of_the_screen() -> None:
    known = {
        sign.casefold() for command in (*CODING, *PROGRAM) for sign in signs(command.keys).split()
    }
    table = README.partition("| on the screen |")[2].partition("\n\n")[0]
    keys = [
        key for row in table.splitlines()[2:] for key in re.findall(r"`(.+?)`", row.split("|")[2])
    ]
    assert len(keys) > 15
    assert [key for key in keys if key.casefold() not in known] == []


def test_the_layers_in_the_readme_are_those_that_are_checked() -> None:
    with open(ROOT / "pyproject.toml", "rb") as file:
        (contract,) = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = [layer for layer in contract["layers"] if layer != "__main__"]
    shown = README.partition("import-linter checks it:\n\n```\n")[2].partition("```")[0]
    assert [re.split(r"  +", line)[0] for line in shown.splitlines()] == layers


def test_every_dependency_is_explained() -> None:
    with open(ROOT / "pyproject.toml", "rb") as file:
        project = tomllib.load(file)["project"]
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=]", requirement)[0]
        assert re.search(rf"^\| {re.escape(name)} \|", README, re.MULTILINE), name
