"""Codebook files are read: every value as text, every fault a Problem, the rest always loads."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kodeverk import codebook
from kodeverk.codebook import cache
from kodeverk.codebook.read import decode, read_text
from kodeverk.errors import ConflictError, NotFoundError
from kodeverk.model import Code, Codebook, Rule, Severity

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KODEVERK_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def problems_of(text: str) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in read_text(text, "c.yaml").problems]


def test_every_field_is_read() -> None:
    text = """\
title: Bibliotek
version: 1.0
language: nn
rules:
  - id: R1
    text: Kod kort.
  - Kod sjelden.
  - text: Kod nå.
codes:
  - id: syn
    name: Synergi
    codable: no
    color: '#0A5'
    codes:
      - id: syn.a
        name: Æ
        definition: |
          Første linje.

          Tredje linje.
        include: med
        exclude: uten
        examples: ["«Én.»", To]
        example: Tre
        cues: [snuble, over  hylla, Snuble]
        counter_cues: øl, te
        key: Å
        replaces: gammel
"""
    reading = read_text(text, "c.yaml")
    assert reading.problems == ()
    assert reading.book == Codebook(
        title="Bibliotek",
        version="1.0",
        language="nn",
        rules=(Rule("R1", "Kod kort."), Rule("R2", "Kod sjelden."), Rule("R3", "Kod nå.")),
        codes=(
            Code("syn", "Synergi", codable=False, color="#00aa55"),
            Code(
                "syn.a",
                "Æ",
                definition="Første linje.\n\nTredje linje.",
                include="med",
                exclude="uten",
                examples=("«Én.»", "To", "Tre"),
                cues=("snuble", "over hylla"),
                counter_cues=("øl", "te"),
                key="Å",
                parent="syn",
                replaces=("gammel",),
            ),
        ),
    )


@pytest.mark.parametrize("name", ["no", "on", "yes", "123", "1.50", "2022-03-14", "0x1F", "1e3"])
def test_a_name_is_text_whatever_yaml_would_make_of_it(name: str) -> None:
    (code,) = read_text(f"codes:\n  - id: {name}\n    name: {name}\n", "c").book.codes
    assert (code.id, code.name) == (name, name)


def test_themes_are_not_codable_and_their_codes_are() -> None:
    text = "themes:\n  - id: a\n    name: A\n    codes:\n      - {id: b, name: B}\n"
    book = read_text(text, "c").book
    assert [(c.id, c.parent, c.codable) for c in book.codes] == [
        ("a", None, False),
        ("b", "a", True),
    ]


ONE = "codes:\n  - id: a\n    name: A\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (ONE + "  - id: a\n    name: B\n", "codebook-duplicate-id", 4),
        (ONE + "  - name: B\n", "codebook-missing-id", 4),
        (ONE + "  - id: b\n", "codebook-missing-name", 4),
        (ONE + '    key: "1"\n  - id: b\n    name: B\n    key: 1\n', "codebook-duplicate-key", 7),
        (ONE + "    key: j\n", "codebook-key", 4),
        (ONE + "    key: F1\n", "codebook-key", 4),
        (ONE + "    color: rødt\n", "codebook-color", 4),
        (ONE + "    color: #ff0000\n", "codebook-color", 4),
        (ONE + "    definition: [a]\n", "codebook-type", 4),
        (ONE + "    examples: {a: b}\n", "codebook-type", 4),
        (ONE + "    examples: [[a], b]\n", "codebook-type", 4),
        (ONE + "    codable: kanskje\n", "codebook-type", 4),
        (ONE + "    codable: [true]\n", "codebook-type", 4),
        (ONE + "    codes: tekst\n", "codebook-type", 4),
        (ONE + "  - bare tekst\n", "codebook-type", 4),
        (ONE + "    definisjon: x\n", "codebook-unknown-field", 4),
        (ONE + "    [a]: x\n", "codebook-unknown-field", 4),
        (ONE + "    name: B\n", "codebook-duplicate-field", 4),
        (ONE + "    replaces: a\n", "codebook-replaces", 4),
        (ONE + "    replaces: [b]\n  - {id: b, name: B, replaces: [a]}\n", "codebook-replaces", 4),
        (ONE + "    replaces: x\n  - {id: b, name: B, replaces: x}\n", "codebook-replaces", 5),
        (ONE + "rules: tekst\n", "codebook-type", 4),
        (ONE + "rules:\n  - id: R1\n", "codebook-type", 5),
        (ONE + "rules:\n  - id: R1\n    txet: x\n", "codebook-unknown-field", 6),
        (ONE + "    cues: [[a], b]\n", "codebook-type", 4),
        (ONE + "    cues: [Øl, te]\n    counter_cues: [øl]\n", "codebook-cue", 5),
        (ONE + "title: [a]\n", "codebook-type", 4),
        (ONE + "tittel: x\n", "codebook-unknown-field", 4),
    ],
)
def test_a_fault_has_its_line_and_the_rest_loads(text: str, code: str, line: int) -> None:
    reading = read_text(text + "# slutt\n", "codebooks/c.yaml")
    assert (code, line) in [(p.code, p.line) for p in reading.problems]
    assert reading.book.codes[0].id == "a"
    for problem in reading.problems:
        assert problem.message and problem.cure and problem.file == "codebooks/c.yaml"


@pytest.mark.parametrize(
    ("text", "line", "cure"),
    [
        ("codes:\n  - id: a\n    name: A: B\n", 3, "colon"),
        ("codes:\n\t- id: a\n", 2, "tab"),
        ('codes:\n  - id: "a\n', 3, "quotation mark"),
        ("codes:\n  - id: a\n name: B\n", 3, "indentation"),
        ("codes: []\n---\ncodes: []\n", 2, "indentation"),
        ("codes: *ingen\n", 1, "indentation"),
    ],
)
def test_a_file_that_is_not_yaml_gives_its_line_and_an_empty_book(
    text: str, line: int, cure: str
) -> None:
    reading = read_text(text, "c.yaml")
    assert reading.book == Codebook()
    (problem,) = reading.problems
    assert (problem.code, problem.line) == ("codebook-syntax", line)
    assert cure in problem.cure


def test_whatever_else_the_parser_raises_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr("ruamel.yaml.YAML.compose", fail)
    assert problems_of("codes: []\n") == [("codebook-syntax", 0)]


def test_a_list_or_a_word_is_no_codebook() -> None:
    assert problems_of("- a\n") == [("codebook-type", 1)]
    assert problems_of("a\n") == [("codebook-type", 1)]
    assert problems_of("# bare en kommentar\n") == []
    assert problems_of("~\n") == []
    assert problems_of("codes:\nrules:\n") == []


def test_deep_nesting_and_aliases_end() -> None:
    assert problems_of("codes: " + "[" * 300)[0][0] == "codebook-syntax"
    bomb = "codes: &a\n  - &b {id: x, name: X}\n  - *b\n"
    assert [code.id for code in read_text(bomb, "c").book.codes] == ["x"]
    ring = "codes: &a\n  - {id: x, name: X, codes: *a}\n"
    assert [code.id for code in read_text(ring, "c").book.codes] == ["x"]


def test_codes_below_a_code_without_id_are_kept() -> None:
    text = "codes:\n  - name: Uten id\n    codes:\n      - id: b\n        name: B\n"
    reading = read_text(text, "c")
    assert [(code.id, code.parent) for code in reading.book.codes] == [("b", None)]
    assert reading.problems[0].severity is Severity.ERROR


def test_text_is_cleaned_for_the_terminal() -> None:
    text = 'codes:\n  - id: a\n    name: "A\\e[31m\\u202e B"\n    definition: "x\\r\\ny  \\n"\n'
    (code,) = read_text(text, "c").book.codes
    assert code.name == "A⟨U+202E⟩ B"
    assert code.definition == "x\ny"


def test_letters_in_two_parts_become_one() -> None:
    (code,) = read_text("codes:\n  - id: a\n    name: A\u030al\n", "c").book.codes
    assert code.name == "\u00c5l"


def test_did_you_mean() -> None:
    (problem,) = read_text(ONE + "    definiton: x\n", "c").problems
    assert "“definition”" in problem.cure
    (problem,) = read_text(ONE + "    zzzz: x\n", "c").problems
    assert "include" in problem.cure


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", []),
        ("utf-16-le", []),
        ("utf-16-be", []),
        ("cp1252", ["codebook-encoding"]),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, expected: list[str]) -> None:
    path = tmp_path / "c.yaml"
    path.write_bytes("title: Bjørkås\r\ncodes:\r\n  - id: æ\r\n    name: Å\r\n".encode(encoding))
    book, problems = codebook.load(path, tmp_path)
    assert (book.title, book.codes[0].name) == ("Bjørkås", "Å")
    assert [problem.code for problem in problems] == expected


def test_a_control_sign_in_the_file_is_a_problem_with_its_line() -> None:
    text, problems = decode(b"title: x\ncodes: []\nlanguage: n\x07b\n", "c")
    assert [(p.code, p.line) for p in problems] == [("codebook-control", 3)]
    assert read_text(text, "c").book.title == "x"


def test_a_huge_file_is_not_parsed() -> None:
    text, problems = decode(b"#" * 5_000_001, "c")
    assert (text, problems[0].code) == ("", "codebook-size")


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    book, problems = codebook.load(tmp_path / "codebooks" / "c.yaml", tmp_path)
    assert book == Codebook()
    assert [(p.file, p.code) for p in problems] == [("codebooks/c.yaml", "codebook-file")]


@settings(max_examples=150, deadline=None)
@given(st.text() | st.text("[]{}:-#&*!|>'\"%@,? \nab\t", max_size=60))
def test_reading_never_raises(text: str) -> None:
    data, _problems = decode(text.encode("utf-8", "surrogatepass"), "c")
    read_text(data, "c")
    read_text("codes:\n  - id: a\n" + data, "c")


# The cache


def test_the_cache_gives_the_same_book(tmp_path: Path, cache_folder: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_bytes((ROOT / "codebooks" / "synergi.yaml").read_bytes())
    first, problems = codebook.load(path, tmp_path)
    assert problems == ()
    (kept,) = cache_folder.iterdir()
    assert cache.recall(path, path.read_bytes()) == first
    assert codebook.load(path, tmp_path) == (first, ())
    # Prove that it is the cache that answers.
    kept.write_bytes(kept.read_bytes().replace(b'"name":"Synergi"', b'"name":"Husket"'))
    assert codebook.load(path, tmp_path)[0].codes[0].name == "Husket"


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"[1]", b'[0,"x",{}]', b'[1,2,"x"]', b"{}"])
def test_a_damaged_cache_is_ignored(tmp_path: Path, cache_folder: Path, damage: bytes) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(ONE, encoding="utf-8", newline="\n")
    first, _problems = codebook.load(path, tmp_path)
    (kept,) = cache_folder.iterdir()
    kept.write_bytes(damage)
    assert codebook.load(path, tmp_path)[0] == first


def test_a_changed_file_replaces_what_was_cached(tmp_path: Path, cache_folder: Path) -> None:
    path = tmp_path / "c.yaml"
    for name in ("Hemmelig sitat", "Annet"):
        path.write_text(f"codes:\n  - {{id: a, name: {name}}}\n", encoding="utf-8", newline="\n")
        assert codebook.load(path, tmp_path)[0].codes[0].name == name
    (kept,) = cache_folder.iterdir()
    assert b"Hemmelig" not in kept.read_bytes()


def test_faults_are_not_cached(tmp_path: Path, cache_folder: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(ONE + "    key: x\n", encoding="utf-8", newline="\n")
    assert codebook.load(path, tmp_path) == codebook.load(path, tmp_path)
    assert not cache_folder.exists()


def test_an_old_format_of_the_cache_is_ignored(tmp_path: Path, cache_folder: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(ONE, encoding="utf-8", newline="\n")
    codebook.load(path, tmp_path)
    (kept,) = cache_folder.iterdir()
    version, digest, book = msgspec.json.decode(kept.read_bytes())
    kept.write_bytes(msgspec.json.encode((version + 1, digest, book)))
    assert cache.recall(path, path.read_bytes()) is None


def test_a_cache_that_cannot_be_written_is_no_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("KODEVERK_CACHE", str(tmp_path / "file"))
    path = tmp_path / "c.yaml"
    path.write_text(ONE, encoding="utf-8", newline="\n")
    assert codebook.load(path, tmp_path)[0].codes[0].id == "a"


def test_the_users_cache_folder_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KODEVERK_CACHE")
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_: str(tmp_path / "mine"))
    path = tmp_path / "c.yaml"
    path.write_text(ONE, encoding="utf-8", newline="\n")
    codebook.load(path, tmp_path)
    assert len(list((tmp_path / "mine").iterdir())) == 1


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    program = (
        "import sys, kodeverk.codebook\n"
        "heavy = {'ruamel', 'platformdirs', 'csv', 'kodeverk.codebook.read'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == "[]"


# Templates and the demonstration study


def test_templates_are_sound_and_small() -> None:
    assert codebook.templates() == (
        "a-samorganisering",
        "b-den-frie-rollen",
        "c-stedsutvikling",
        "empty",
    )
    for name in codebook.templates()[:3]:
        reading = read_text(codebook.template_text(name), name)
        assert reading.problems == ()
        book = reading.book
        assert len(book.children(None)) == 3
        for theme in book.children(None):
            assert not theme.codable and theme.definition and theme.color
            assert 3 <= len(book.children(theme.id)) <= 5
            for code in book.children(theme.id):
                assert code.definition and code.include and code.exclude and code.examples
                assert code.key and code.color == theme.color
                assert 6 <= len(code.cues) <= 8
        # What exclude points to is there.
        ids = {code.id for code in book.codes}
        for code in book.codes:
            if "(" in code.exclude:
                assert code.exclude.rsplit("(", 1)[1].split(")")[0] in ids
    empty = read_text(codebook.template_text("empty"), "empty")
    assert (empty.problems, empty.book.codes) == ((), ())
    with pytest.raises(NotFoundError):
        codebook.template_text("../x")


def test_a_code_as_the_empty_template_explains_it_can_be_read() -> None:
    text = codebook.template_text("empty").replace("codes: []\n", "")
    start = text.index("#   - id: eksempel")
    lines = [line.removeprefix("# ") for line in text[start:].splitlines()]
    reading = read_text("codes:\n" + "\n".join(lines) + "\n", "empty")
    assert reading.problems == ()
    (code,) = reading.book.codes
    assert (code.id, code.name, code.color, code.key) == ("eksempel", "Navnet", "#0054fc", "1")
    assert (code.cues, code.counter_cues) == (("ord", "fast uttrykk"), ("annet ord",))


def test_the_demonstration_codebook() -> None:
    path = ROOT / "codebooks" / "synergi.yaml"
    book, problems = codebook.load(path, ROOT)
    assert problems == ()
    assert (len(book.codes), len(book.rules), book.version) == (18, 9, "1.1")
    themes = book.children(None)
    assert [theme.id for theme in themes] == ["syn", "kon", "uav"]
    assert len({theme.color for theme in themes}) == 3
    for theme in themes:
        assert not theme.codable
        assert all(c.key and c.color == theme.color for c in book.children(theme.id))
        assert all(6 <= len(c.cues) <= 8 for c in book.children(theme.id))


def test_save_new_writes_what_load_reads_and_never_over_a_file(tmp_path: Path) -> None:
    book = read_text(codebook.template_text("b-den-frie-rollen"), "b").book
    path = tmp_path / "codebooks" / "ny.yaml"
    codebook.save_new(path, book)
    assert codebook.load(path, tmp_path) == (book, ())
    with pytest.raises(ConflictError):
        codebook.save_new(path, book)
