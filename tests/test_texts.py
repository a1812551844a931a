"""What a person reads is translated: nothing in the code is left out, nothing in the nb file."""

import ast
import io
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kodeverk"
# The bare programs that the bench compares with have no words of ours.
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if path.parts[-2:] != ("bench", "hosts.py"))
PO = PACKAGE / "locale" / "nb" / "LC_MESSAGES" / "kodeverk.po"
MO = PO.with_suffix(".mo")

ERRORS = (
    "KodeverkError",
    "UsageError",
    "ProjectError",
    "LockedError",
    "NotFoundError",
    "ConflictError",
    "SaveError",
)
# Calls whose words are shown: which positional places and keywords hold them.
SHOWN: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "add_argument": ((), ("help",)),
    "add_argument_group": ((0, 1), ("title", "description")),
    "add_parser": ((), ("help", "description", "epilog")),
    "add_subparsers": ((), ("title", "description", "help")),
    "ArgumentParser": ((), ("description", "epilog")),
    "Parser": ((), ("description", "epilog")),
    "print": ((0, 1, 2), ()),
    "say": ((0,), ()),
    "table": ((0,), ()),
    "notify": ((0,), ("title", "message")),
    "Static": ((0,), ("content",)),
    "Label": ((0,), ("content",)),
    "Button": ((0,), ("label", "tooltip")),
    "Checkbox": ((0,), ("label",)),
    "RadioButton": ((0,), ("label",)),
    "Option": ((0,), ("prompt",)),
    "TabPane": ((0,), ("title",)),
    "Collapsible": ((), ("title",)),
    "Input": ((), ("placeholder",)),
    "Select": ((), ("prompt",)),
    "Binding": ((2,), ("description", "tooltip")),
    "SystemCommand": ((0, 1), ("title", "help")),
    "Content": ((0,), ()),
    "Problem": ((3, 4), ("message", "cure")),
    "Notice": ((1,), ("message",)),
    "Command": ((), ("help",)),
    **dict.fromkeys(ERRORS, ((0, 1), ("message", "cure"))),
}
_WORD = re.compile(r"[A-Za-zæøåÆØÅ]{2,}")
# What is shown but is no language: names, commands, options, formats.
SAME_EVERYWHERE = re.compile(
    r"kodeverk[\w .<>-]*|--[a-z-]+|[\w.-]+\.(docx|csv|txt|yaml)|#rrggbb|\S*[/\\]\S*"
)


def bare(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the literals with words in ``node`` that no translator wraps."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and _WORD.search(SAME_EVERYWHERE.sub("", node.value)):
            yield node
    elif isinstance(node, ast.JoinedStr):
        fixed = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        if _WORD.search(SAME_EVERYWHERE.sub("", fixed)):
            yield node
    elif isinstance(node, ast.BinOp):
        yield from bare(node.left)
        yield from bare(node.right)
    elif isinstance(node, ast.IfExp):
        yield from bare(node.body)
        yield from bare(node.orelse)
    elif isinstance(node, ast.Tuple | ast.List):
        for each in node.elts:
            yield from bare(each)
    elif isinstance(node, ast.Lambda):
        yield from bare(node.body)
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "format"
    ):
        yield from bare(node.func.value)


def untranslated(source: str) -> list[str]:
    """Return the words shown to a person that stand in the code as they are."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            found += class_texts(node)
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        places, keywords = SHOWN.get(name, ((), ()))
        shown = [node.args[place] for place in places if place < len(node.args)]
        shown += [keyword.value for keyword in node.keywords if keyword.arg in keywords]
        for value in shown:
            found += [f"line {each.lineno}: {ast.unparse(each)}" for each in bare(value)]
        if name == "_" and not all(isinstance(each, ast.Constant) for each in node.args):
            dynamic = any(isinstance(each, ast.JoinedStr) for each in node.args)
            found += [f"line {node.lineno}: an f-string in _()"] if dynamic else []
    return found


def class_texts(node: ast.ClassDef) -> Iterator[str]:
    """Yield bare words in what Textual shows of a class: titles, help, and bindings as tuples."""
    for statement in node.body:
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets, value = [statement.target], statement.value
        names = {target.id for target in targets if isinstance(target, ast.Name)}
        if names & {"TITLE", "SUB_TITLE", "HELP", "BINDING_GROUP_TITLE", "BORDER_TITLE"}:
            for each in bare(value):
                yield f"line {each.lineno}: {ast.unparse(each)}"
        if "BINDINGS" in names:
            for entry in ast.walk(value):
                if isinstance(entry, ast.Tuple) and len(entry.elts) == 3:
                    for each in bare(entry.elts[2]):
                        yield f"line {each.lineno}: {ast.unparse(each)}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_shown_goes_through_the_translation(path: Path) -> None:
    assert untranslated(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "parser.add_argument('x', help='the file')",
        "print(f'done {n} files')",
        "out.say('Nothing found.')",
        "raise NotFoundError('No such code.', _('See'))",
        "self.notify('Saved {x}'.format(x=1))",
        "Static('Hello' if x else y)",
        "Label('There ' + name)",
        "class A(Screen):\n    BINDINGS = [('q', 'quit', 'Quit now')]",
        "class A(Screen):\n    TITLE = 'Coding'",
        "Binding('q', 'quit', 'Quit now')",
        "_(f'done {n}')",
    ],
)
def test_the_search_for_bare_words_finds_what_it_should(source: str) -> None:
    assert untranslated(source)


@pytest.mark.parametrize(
    "source",
    [
        "parser.add_argument('x', help=_('the file'))",
        "print(_('done {n} files').format(n=n))",
        "print(f'  --keep {n}=1')",
        "raise NotFoundError(_('No such code.'), f'kodeverk codes')",
        "Static('')",
        "Static('│ ─')",
    ],
)
def test_the_search_for_bare_words_lets_the_rest_be(source: str) -> None:
    assert not untranslated(source)


def extracted() -> Catalog:
    """Every text in the code, as babel finds them with the settings in pyproject.toml."""
    with open(ROOT / "pyproject.toml", "rb") as file:
        mappings = tomllib.load(file)["tool"]["babel"]["mappings"]
    methods = [(each["pattern"], each["method"]) for each in mappings]
    keywords = DEFAULT_KEYWORDS | {"pgettext": ((1, "c"), 2)}
    catalog = Catalog()
    for _file, _line, message, _comments, context in extract_from_dir(
        PACKAGE, methods, keywords=keywords
    ):
        catalog.add(message, context=context)
    return catalog


def norwegian() -> Catalog:
    with open(PO, "rb") as file:
        return read_po(file, locale="nb", abort_invalid=True)


def texts(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the English and the Norwegian forms."""

    def forms(value: object) -> tuple[str, ...]:
        if isinstance(value, tuple | list):
            return tuple(str(each or "") for each in value)
        return (str(value or ""),)

    return forms(message.id), forms(message.string)


def placeholders(text: str) -> set[str]:
    """Return the names in ``{…}`` and the ``%`` codes of a text."""
    try:
        braces = {name for _t, name, _s, _c in string.Formatter().parse(text) if name is not None}
    except ValueError:
        braces = set()
    return braces | set(re.findall(r"%(?:\(\w+\))?[srd]", text))


def test_every_text_has_a_norwegian_translation() -> None:
    known = norwegian()
    missing = []
    for message in extracted():
        if not message.id:
            continue
        found = known.get(message.id, message.context)
        if found is None or found.fuzzy or not all(texts(found)[1]):
            missing.append(message.id)
    assert missing == [], f"{len(missing)} texts: run make locale and translate them"


def asked_for(source: str) -> Iterator[str]:
    """Yield every text that the code asks to have translated."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            function = node.func
            named = function.attr if isinstance(function, ast.Attribute) else ""
            name = named or getattr(function, "id", "")
            places = {"_": 1, "N_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2}.get(name, 0)
            for value in node.args[:places]:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value


def test_babel_finds_all_that_the_code_asks_for() -> None:
    # Before Python 3.12 it does not see into f-strings.
    found = {text for message in extracted() for text in (*texts(message)[0], message.context)}
    asked = {text for path in SOURCES for text in asked_for(path.read_text(encoding="utf-8"))}
    assert asked - found == set()


def test_no_translation_has_outlived_its_text() -> None:
    wanted = extracted()
    stale = [
        message.id
        for message in norwegian()
        if message.id and wanted.get(message.id, message.context) is None
    ]
    assert stale == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    wrong = []
    for message in norwegian():
        english, translated = texts(message)
        if not message.id or not any(translated):
            continue
        allowed = set().union(*(placeholders(form) for form in english))
        needed = placeholders(english[-1])
        for form in translated[1:] or translated:
            if placeholders(form) != needed:
                wrong.append(message.id)
        for form in translated:
            if not placeholders(form) <= allowed:
                wrong.append(message.id)
    assert wrong == []


def test_the_compiled_file_is_what_the_translation_says() -> None:
    def content(catalog: Catalog) -> set[object]:
        return {(m.context, *texts(m)) for m in catalog if m.id}

    compiled = io.BytesIO()
    write_mo(compiled, norwegian())
    compiled.seek(0)
    with open(MO, "rb") as file:
        assert content(read_mo(file)) == content(read_mo(compiled)), "run make locale"
