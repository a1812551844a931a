"""Changes to a codebook: planned, made in the file with every other line kept, and undone."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kodeverk import codebook
from kodeverk.codebook import CodeChange
from kodeverk.codebook.read import read_text
from kodeverk.codebook.write import item, quoted, render
from kodeverk.errors import ConflictError, KodeverkError, NotFoundError, UsageError
from kodeverk.model import Code, Codebook, Rule

HAND = """\
# Øverst
title: Prøve   # tittel
version: "1.0"

codes:
  # Om synergi
  - id: syn   # aldri endre
    # Om navnet
    name: Synergi
    codable: false
    codes:

      # Første
      - id: syn.a
        name: 'A'  # navn
        definition: >  # brettet
          To linjer
          blir én.
        examples:
          # Om eksemplene
          - «Ett»  # første
          - To
        color: "#0054fc"  # blå
        key: '1'

      # Om B
      # står her
      - id: syn.b
        name: B
        include: |
          linje
            innrykk

        # felt: senere
  - name: Konflikt
    id: kon
    exclude: "med \\"hermetegn\\""
    replaces: [gammel]
  # Til slutt
# Helt sist
"""


@pytest.fixture(autouse=True, scope="module")
def cache_folder() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("KODEVERK_CACHE", folder)
        yield


@pytest.fixture
def hand(tmp_path: Path) -> Path:
    path = tmp_path / "hand.yaml"
    path.write_text(HAND, encoding="utf-8", newline="\n")
    return path


def book_of(path: Path) -> Codebook:
    return codebook.load(path, path.parent)[0]


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def comments(text: str) -> list[str]:
    return sorted(part.strip() for line in text.splitlines() for part in line.split("#", 1)[1:])


def test_editing_a_field_touches_its_own_line_only(hand: Path) -> None:
    changes = codebook.plan_edit(book_of(hand), "syn.a", name="Annet: navn")
    book = codebook.apply(hand, changes)
    assert book == book_of(hand)
    assert text_of(hand) == HAND.replace("name: 'A'  # navn", 'name: "Annet: navn"  # navn')


def test_a_folded_text_keeps_the_comment_at_its_head(hand: Path) -> None:
    codebook.apply(hand, codebook.plan_edit(book_of(hand), "syn.a", definition="En\nTo"))
    expected = HAND.replace("definition: >  # brettet", "definition: |-  # brettet")
    expected = expected.replace("To linjer", "En").replace("blir én.", "To")
    assert text_of(hand) == expected


def test_new_fields_stand_in_the_usual_order(hand: Path) -> None:
    book = book_of(hand)
    changes = codebook.plan_edit(
        book, "syn.b", definition="D", exclude="E", color="fff", key="Å", examples=["x"]
    )
    codebook.apply(hand, changes)
    new = """\
        name: B
        definition: D
        include: |
          linje
            innrykk
        exclude: E
        examples:
          - x
        color: "#ffffff"
        key: Å

        # felt: senere
"""
    assert new.replace("key: Å", 'key: "Å"') in text_of(hand) or new in text_of(hand)
    assert comments(text_of(hand)) == sorted([*comments(HAND), 'ffffff"'])


def test_emptied_fields_go_but_not_their_comments(hand: Path) -> None:
    changes = codebook.plan_edit(
        book_of(hand), "syn.a", definition="", examples=[], color="", key=""
    )
    codebook.apply(hand, changes)
    after = text_of(hand)
    assert "key:" not in after
    kept = [c for c in comments(HAND) if c not in ("første", '0054fc"  # blå')]
    assert [c for c in comments(after) if c != "blå"] == kept
    assert book_of(hand).codes[1] == Code("syn.a", "A", parent="syn")


def test_the_first_field_of_an_item_can_be_emptied(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(
        "codes:\n- definition: D\n  id: a\n  name: A\n- codable: false\n  id: b\n  name: B\n"
        "- example: x\n  id: c\n  name: C\n",
        encoding="utf-8",
        newline="\n",
    )
    codebook.apply(path, codebook.plan_edit(book_of(path), "a", definition=""))
    codebook.apply(path, codebook.plan_edit(book_of(path), "b", codable=True))
    codebook.apply(path, codebook.plan_edit(book_of(path), "c", examples=[]))
    assert text_of(path) == (
        'codes:\n- definition: ""\n  id: a\n  name: A\n- codable: true\n  id: b\n  name: B\n'
        "- example: []\n  id: c\n  name: C\n"
    )


def test_example_and_examples_become_one_list(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    text = "codes:\n  - id: a\n    name: A\n    example: x\n    examples: [y]\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    assert book_of(path).codes[0].examples == ("y", "x")
    codebook.apply(path, codebook.plan_edit(book_of(path), "a", examples=["z", "w"]))
    assert text_of(path) == (
        "codes:\n  - id: a\n    name: A\n    examples:\n      - z\n      - w\n"
    )


@pytest.mark.parametrize(
    "before",
    [
        "    examples:\n      - x\n    example: y\n",
        "    examples:\n      -\n      - x\n",
        "    examples:\n      [x,\n      y]\n",
        "    examples: [x,  # en\n      y]\n",
    ],
)
def test_lists_written_in_other_ways_are_written_anew(tmp_path: Path, before: str) -> None:
    path = tmp_path / "c.yaml"
    head = "codes:\n  - id: a\n    name: A\n"
    path.write_text(head + before, encoding="utf-8", newline="\n")
    codebook.apply(path, codebook.plan_edit(book_of(path), "a", examples=["x", "a, b; c"]))
    assert text_of(path) == head + "    examples:\n      - x\n      - a, b; c\n"


def added(path: Path, *codes: Code) -> list[CodeChange]:
    """Return the changes that add ``codes`` to the book in the file, one after the other."""
    book, changes = book_of(path), list[CodeChange]()
    for code in codes:
        steps = codebook.plan_add(book, code)
        book, changes = codebook.changed(book, steps), [*changes, *steps]
    return changes


def test_many_codes_stand_as_if_they_came_one_by_one(hand: Path, tmp_path: Path) -> None:
    codes = (
        Code("ny", "Ny", codable=False),
        Code("syn.c", "C", "To\nlinjer", parent="syn"),
        Code("ny.a", "A: ja", parent="ny", examples=("x",)),
        Code("ny.a.b", "B", parent="ny.a"),
        Code("annen", "Annen"),
        Code("kon.a", "Uro", parent="kon"),
    )
    slow = tmp_path / "en om gangen.yaml"
    slow.write_bytes(hand.read_bytes())
    for change in (changes := added(hand, *codes)):
        codebook.apply(slow, [change])
    book = codebook.apply(hand, changes)
    assert book == book_of(hand) == book_of(slow)
    assert text_of(hand) == text_of(slow)
    assert set(HAND.splitlines()) <= set(text_of(hand).splitlines())
    codebook.apply(hand, codebook.invert(changes))
    assert text_of(hand) == HAND


def test_new_codes_before_old_ones_find_their_place(hand: Path) -> None:
    first = codebook.plan_add(book_of(hand), Code("a", "A"), 0)
    book = codebook.changed(book_of(hand), first)
    changes = [*first, *codebook.plan_add(book, Code("b", "B"), 2)]
    codebook.apply(hand, changes)
    assert [code.id for code in book_of(hand).children(None)] == ["a", "syn", "b", "kon"]


def test_a_moved_code_takes_the_comments_right_above_it_along(hand: Path) -> None:
    codebook.apply(hand, codebook.plan_move(book_of(hand), "syn.b", None, 0))
    after = text_of(hand)
    assert after.index("# Om synergi") < after.index("# Om B") < after.index("- id: syn.b")
    assert after.index("# felt: senere") < after.index("- id: syn ")
    assert comments(after) == comments(HAND)
    assert "  - id: syn.b\n    name: B\n    include: |\n      linje\n        innrykk\n" in after
    assert [c.id for c in book_of(hand).codes] == ["syn.b", "syn", "syn.a", "kon"]


def test_a_removed_code_leaves_the_comments_above_it(hand: Path) -> None:
    changes = codebook.plan_remove(book_of(hand), "syn.b")
    codebook.apply(hand, changes)
    gone = ["felt: senere"]
    assert comments(text_of(hand)) == [c for c in comments(HAND) if c not in gone]
    codebook.apply(hand, codebook.invert(changes))
    assert book_of(hand) == read_text(HAND, "").book


def test_a_theme_moved_below_another_stays_a_theme(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    text = "themes:\n  - id: a\n    name: A\n  - id: b\n    name: B\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    before = book_of(path)
    changes = codebook.plan_move(before, "b", "a", 0)
    assert [c.codable for c in codebook.apply(path, changes).codes] == [False, False]
    assert "codable: false" in text_of(path)
    assert codebook.apply(path, codebook.invert(changes)) == before
    added = codebook.plan_add(book_of(path), Code("c", "C"))
    assert codebook.apply(path, added).codes[-1].codable
    assert "codable: true" in text_of(path)


def test_codes_and_themes_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    text = "codes:\n  - id: a\n    name: A\nthemes:\n  - id: b\n    name: B\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    before = book_of(path)
    changes = codebook.plan_move(before, "a", None, 1)
    assert [(c.id, c.codable) for c in codebook.apply(path, changes).codes] == [
        ("b", False),
        ("a", True),
    ]
    assert codebook.apply(path, codebook.invert(changes)) == before
    removed = codebook.plan_remove(before, "b")
    codebook.apply(path, removed)
    assert codebook.apply(path, codebook.plan_add(book_of(path), Code("x", "X"), 0)).codes[0].id


@pytest.mark.parametrize("text", ["", "# tom\n", "title: T", "codes:\n", "codes: []  # her\n"])
def test_the_first_code_of_a_book(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8", newline="\n")
    changes = codebook.plan_add(book_of(path), Code("a", "A", examples=("x", "y")))
    changes += codebook.plan_add(
        codebook.changed(book_of(path), changes), Code("b", "B", parent="a")
    )
    book = codebook.apply(path, changes)
    assert [(c.id, c.parent) for c in book.codes] == [("a", None), ("b", "a")]
    assert comments(text_of(path)) == comments(text)
    assert codebook.apply(path, codebook.invert(changes)).codes == ()


def test_the_first_code_after_comments_below_codes(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("codes:\n  # Her\nlanguage: nb\n", encoding="utf-8", newline="\n")
    codebook.apply(path, codebook.plan_add(book_of(path), Code("a", "A")))
    assert text_of(path) == "codes:\n  # Her\n  - id: a\n    name: A\nlanguage: nb\n"


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "T", "codes": [{"id": "a", "name": "A", "codes": [{"id": "b", "name": "B"}]}]}',
        "codes: [{id: a, name: A, codes: [{id: b, name: B}]}]\ntitle: T\n",
        "title: T\ncodes:\n  - {id: a, name: A, codes: [{id: b, name: B}]}\n",
        "title: T\ncodes:\n- id: a\n  name: A\n  codes: [{id: b, name: B}]\n",
        "title: T\ncodes:\n  - id: a\n    name: A\n    codes:\n      - {id: b, name: B}\n",
    ],
)
def test_codes_in_brackets_are_written_out(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8", newline="\n")
    before = book_of(path)
    changes = (
        *codebook.plan_edit(before, "b", definition="D: d", examples=["x"]),
        *codebook.plan_add(before, Code("c", "C", parent="b")),
        *codebook.plan_add(before, Code("d", "D")),
    )
    book = codebook.apply(path, changes)
    assert [c.id for c in book.codes] == ["a", "b", "c", "d"]
    assert codebook.apply(path, codebook.invert(changes)) == before


@pytest.mark.parametrize(
    "text",
    [
        "codes:\n  - {id: a, name: A, # merknad\n     key: '1'}\n",
        "{codes: [{id: a, name: A}], # merknad\n title: T}\n",
        "codes:\n  - {id: a, name: A, ukjent: x}\n",
        "codes:\n  - id: a\n    name: &n A\n  - id: b\n    name: *n\n",
        "x: &n A\ncodes:\n  - id: a\n    name: *n\n",
        "codes:\n  - # merknad\n    id: a\n    name: A\n  - id: c\n    name: C\n",
        "codes:\n  - ! {id: a, name: A, x: y}\n",
        "codes:\n  - name: uten id\n    codes: \n    - {id: a, name: A}\n  - {id: c, name: C}\n",
        "codes:\n- name: uten id\n  codes:\n    - id: a\n      name: A\n- id: c\n  name: C\n",
    ],
)
def test_a_file_that_cannot_be_changed_safely_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8", newline="\n")
    book = book_of(path)
    changes = codebook.plan_edit(book, "a", name="Ny")
    if "uten id" in text:
        changes = codebook.plan_move(book, "c", None, 0)
    if "merknad\n    id" in text:
        changes = codebook.plan_remove(book, "a")
    with pytest.raises(ConflictError):
        codebook.apply(path, changes)
    assert text_of(path) == text


def test_a_file_that_is_not_yaml_or_not_there_is_left_alone(tmp_path: Path) -> None:
    changes = codebook.plan_add(Codebook(), Code("a", "A"))
    path = tmp_path / "c.yaml"
    with pytest.raises(NotFoundError):
        codebook.apply(path, changes)
    path.write_text("codes: [", encoding="utf-8", newline="\n")
    with pytest.raises(ConflictError):
        codebook.apply(path, changes)
    assert text_of(path) == "codes: ["
    path.write_text("codes:\n  - bare tekst\n", encoding="utf-8", newline="\n")
    with pytest.raises(ConflictError):
        codebook.apply(path, changes)


def test_crlf_stays_and_utf8_replaces_other_encodings(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_bytes("codes:\r\n  - id: a\r\n    name: Æ\r\n".encode("cp1252"))
    codebook.apply(path, codebook.plan_edit(book_of(path), "a", key="1"))
    assert path.read_bytes().decode("utf-8") == (
        'codes:\r\n  - id: a\r\n    name: Æ\r\n    key: "1"\r\n'
    )


def test_comments_within_a_list_of_examples_are_kept(hand: Path) -> None:
    codebook.apply(hand, codebook.plan_edit(book_of(hand), "syn.a", examples=["Ny"]))
    assert "examples:\n          # Om eksemplene\n          - Ny\n" in text_of(hand)


CUES = """\
codes:
  - id: a
    name: A
    cues:  # ord
      # Fra intervjuene
      - snuble  # sett to ganger
      - 'øl'
      # Sist
      - over hylla
    key: "1"
    counter_cues: [kaffe, "te: grønn"]
"""


def test_cues_keep_their_lines_and_comments(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(CUES, encoding="utf-8", newline="\n")
    before = book_of(path)
    assert before.codes[0].cues == ("snuble", "øl", "over hylla")
    added = codebook.plan_cues(before, "a", add=["ny: x"], remove=["ØL"])
    codebook.apply(path, added)
    expected = CUES.replace("      - 'øl'\n", "")
    expected = expected.replace("over hylla\n", 'over hylla\n      - "ny: x"\n')
    assert text_of(path) == expected
    codebook.apply(path, codebook.plan_cues(book_of(path), "a", remove=["over hylla"]))
    assert "ord\n      # Sist\n      # Fra intervjuene\n      - snuble  # sett" in text_of(path)
    codebook.apply(path, codebook.plan_cues(book_of(path), "a", add=["kake"], against=True))
    assert 'counter_cues: [kaffe, "te: grønn", kake]\n' in text_of(path)


def test_cues_of_a_code_that_has_none_stand_on_one_line(hand: Path) -> None:
    codebook.apply(hand, codebook.plan_cues(book_of(hand), "syn.a", add=["snuble over", "øl"]))
    assert "          - To\n        cues: [snuble over, øl]\n" in text_of(hand)
    codebook.apply(hand, codebook.plan_cues(book_of(hand), "syn.a", remove=["øl", "snuble over"]))
    assert text_of(hand) == HAND


def test_a_cue_speaks_for_or_against() -> None:
    book = codebook.changed(BOOK, codebook.plan_cues(BOOK, "b", add=["a, b", "B", " "]))
    assert book.codes[-1].cues == ("a", "b")
    changes = codebook.plan_cues(book, "b", add=["B; c"], against=True)
    after = codebook.changed(book, changes)
    assert (after.codes[-1].cues, after.codes[-1].counter_cues) == (("a",), ("B", "c"))
    assert codebook.changed(after, codebook.invert(changes)) == book
    assert codebook.plan_cues(after, "b", add=["A"], remove=["x"]) == ()
    gone = codebook.changed(after, codebook.plan_cues(after, "b", remove=["b"], against=True))
    assert gone.codes[-1].counter_cues == ("c",)


def test_a_merge_takes_cues_along_but_not_those_against() -> None:
    book = BOOK
    for code, add, against in (
        ("a.2", ["støy", "prat"], False),
        ("a.2", ["ro"], True),
        ("b", ["Prat", "lyd"], False),
        ("b", ["støy", "kaffe"], True),
    ):
        book = codebook.changed(book, codebook.plan_cues(book, code, add, against=against))
    merged = codebook.changed(book, codebook.plan_merge(book, "a.2", "b")).codes[-1]
    assert merged.cues == ("Prat", "lyd", "støy")
    assert merged.counter_cues == ("kaffe",)


def test_a_change_noted_before_there_were_cues_leaves_them_alone(hand: Path) -> None:
    changes = codebook.plan_edit(book_of(hand), "syn.a", name="Ny")
    old = [
        CodeChange(
            c.code,
            {k: v for k, v in (c.before or {}).items() if "cues" not in k},
            {k: v for k, v in (c.after or {}).items() if "cues" not in k},
        )
        for c in changes
    ]
    codebook.apply(hand, codebook.plan_cues(book_of(hand), "syn.a", add=["øl"]))
    after = codebook.apply(hand, old).get("syn.a")
    assert after is not None
    assert (after.name, after.cues) == ("Ny", ("øl",))


def test_a_list_that_is_empty_again_goes_with_its_key_except_at_the_top(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    text = "codes:\n  - id: a\n    name: A\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    changes = codebook.plan_add(book_of(path), Code("b", "B", parent="a"))
    codebook.apply(path, changes)
    codebook.apply(path, codebook.invert(changes))
    assert text_of(path) == text
    codebook.apply(path, codebook.plan_remove(book_of(path), "a"))
    assert text_of(path) == "codes: []\n"


def test_a_file_with_faults_elsewhere_can_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    text = "codes:\n  - id: a\n    name: A\n    key: j\n    ukjent: x\n  - name: uten id\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    codebook.apply(path, codebook.plan_edit(book_of(path), "a", name="Æ", definition="D"))
    assert text_of(path) == text.replace("name: A\n", "name: Æ\n    definition: D\n")


# When the file is no longer as it was read


def test_changes_by_others_to_other_things_are_kept(hand: Path) -> None:
    changes = codebook.plan_edit(book_of(hand), "syn.a", name="Ny")
    other = HAND.replace("- To", "- To hundre").replace("name: B", "name: Bæ")
    hand.write_text(other, encoding="utf-8", newline="\n")
    codebook.apply(hand, changes)
    assert text_of(hand) == other.replace("name: 'A'", "name: Ny")


def test_conflicts_leave_the_file_as_it_was(hand: Path) -> None:
    book = book_of(hand)
    moved = codebook.changed(book, codebook.plan_move(book, "syn.a", "kon", 0))
    cases = [
        ([CodeChange("borte", {"name": "x"}, {"name": "y"})], HAND),
        (codebook.plan_edit(book, "syn.a", name="Ny"), HAND.replace("name: 'A'", "name: Endret")),
        (codebook.plan_remove(book, "syn.b"), HAND.replace("name: B", "name: Endret")),
        (
            codebook.plan_remove(book, "kon"),
            HAND.replace("[gammel]\n", "[gammel]\n    codes:\n      - {id: ny, name: Ny}\n"),
        ),
        (codebook.plan_move(book, "syn.a", None, 0), render(moved)),
        (codebook.plan_move(book, "syn.a", "kon", 0), HAND.replace("id: kon", "id: konflikt")),
        (codebook.plan_add(book, Code("ny", "Ny")), HAND.replace("id: kon", "id: ny")),
        (
            codebook.plan_add(book, Code("ny", "Ny", parent="kon")),
            HAND.replace("id: kon", "id: konflikt"),
        ),
        (codebook.plan_edit(book, "syn.b", key="7"), HAND.replace("'1'", "'7'")),
    ]
    for changes, text in cases:
        hand.write_text(text, encoding="utf-8", newline="\n")
        with pytest.raises(ConflictError) as caught:
            codebook.apply(hand, changes)
        assert caught.value.cure
        assert text_of(hand) == text


def test_what_is_done_already_is_passed_over(hand: Path) -> None:
    book = book_of(hand)
    for changes in (
        codebook.plan_edit(book, "syn.a", name="Ny"),
        codebook.plan_add(book, Code("ny", "Ny", parent="kon")),
        codebook.plan_remove(book, "syn.b"),
        codebook.plan_move(book, "syn.a", "kon", 0),
    ):
        hand.write_text(HAND, encoding="utf-8", newline="\n")
        after = codebook.apply(hand, changes)
        text = text_of(hand)
        assert codebook.apply(hand, changes) == after
        assert text_of(hand) == text
    assert codebook.apply(hand, codebook.plan_edit(book_of(hand), "kon")) == book_of(hand)


def test_a_file_changed_while_we_worked_is_not_overwritten(
    hand: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = codebook.plan_edit(book_of(hand), "syn.a", name="Ny")
    read = Path.read_bytes
    seen: list[bytes] = []

    def changing(path: Path) -> bytes:
        if path == hand:
            seen.append(read(path))
            return seen[0] + b"#" * (len(seen) - 1)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", changing)
    with pytest.raises(ConflictError):
        codebook.apply(hand, changes)
    monkeypatch.undo()
    assert text_of(hand) == HAND


# Planning


BOOK = Codebook(
    codes=(
        Code("a", "A", codable=False),
        Code("a.1", "En", parent="a", key="1", replaces=("x",)),
        Code("a.1.1", "Under", parent="a.1"),
        Code("a.2", "To", parent="a"),
        Code("b", "B"),
    )
)


def test_merge_takes_children_and_old_names_along() -> None:
    changes = codebook.plan_merge(BOOK, "a.1", "b")
    book = codebook.changed(BOOK, changes)
    assert [(c.id, c.parent) for c in book.codes] == [
        ("a", None),
        ("a.2", "a"),
        ("b", None),
        ("a.1.1", "b"),
    ]
    assert book.resolve("a.1") == book.resolve("x") == "b"
    assert codebook.changed(book, codebook.invert(changes)) == BOOK


@pytest.mark.parametrize(
    "plan",
    [
        lambda: codebook.plan_merge(BOOK, "a", "a.2"),
        lambda: codebook.plan_merge(BOOK, "b", "b"),
        lambda: codebook.plan_merge(BOOK, "b", "a"),
        lambda: codebook.plan_move(BOOK, "a", "a.1.1", 0),
        lambda: codebook.plan_move(BOOK, "a", "a", 0),
        lambda: codebook.plan_remove(BOOK, "a"),
        lambda: codebook.plan_add(BOOK, Code("b", "B")),
        lambda: codebook.plan_add(BOOK, Code("x", "Flettet")),
        lambda: codebook.plan_add(BOOK, Code(" ", "Tom")),
        lambda: codebook.plan_add(BOOK, Code("c", " ")),
        lambda: codebook.plan_edit(BOOK, "b", name=""),
        lambda: codebook.plan_edit(BOOK, "b", color="blå"),
        lambda: codebook.plan_edit(BOOK, "b", key="j"),
        lambda: codebook.plan_edit(BOOK, "b", key="1"),
        lambda: codebook.plan_edit(BOOK, "b", cues=["Ø"], counter_cues=["ø"]),
        lambda: codebook.plan_add(BOOK, Code("c", "C", cues=("x",), counter_cues=("x",))),
    ],
)
def test_what_cannot_be_is_refused_with_a_cure(plan: object) -> None:
    assert callable(plan)
    with pytest.raises(UsageError) as caught:
        plan()
    assert caught.value.cure


@pytest.mark.parametrize(
    "plan",
    [
        lambda: codebook.plan_edit(BOOK, "x", name="N"),
        lambda: codebook.plan_move(BOOK, "b", "borte", 0),
        lambda: codebook.plan_add(BOOK, Code("c", "C", parent="borte")),
    ],
)
def test_a_code_that_is_not_there(plan: object) -> None:
    assert callable(plan)
    with pytest.raises(NotFoundError):
        plan()


def test_only_fields_of_a_code_can_be_edited() -> None:
    for name in ("id", "parent", "replaces", "farge"):
        with pytest.raises(TypeError):
            codebook.plan_edit(BOOK, "b", **{name: "x"})
    assert codebook.plan_edit(BOOK, "b", name="B") == ()
    assert codebook.plan_edit(BOOK, "a.1", key="1") == ()
    assert codebook.plan_move(BOOK, "b", None, 9) == ()


def test_changes_survive_json() -> None:
    changes = codebook.plan_merge(BOOK, "a.1", "b")
    again = tuple(
        CodeChange(**fields) for fields in json.loads(json.dumps([vars(c) for c in changes]))
    )
    assert again == changes
    assert codebook.changed(BOOK, again) == codebook.changed(BOOK, changes)


def test_new_ids_are_plain_and_never_used_before() -> None:
    assert codebook.new_id(BOOK, "Åpent Møte – for alle!") == "apent-mote-for-alle"
    assert codebook.new_id(BOOK, "B") == "b-2"
    assert codebook.new_id(BOOK, "X") == "x-2"
    assert codebook.new_id(BOOK, "🙂") == "kode"
    assert len(codebook.new_id(BOOK, "æ" * 100)) == 40


# Properties

plain = st.text(
    st.sampled_from("aåÆ «»:#-'\"\\[]{},&*!|>%@`?~=1\n\t\u00a0e\u0301🙂") | st.characters(),
    max_size=12,
)
names = st.text(st.sampled_from("aåÆ «»:#-'\"1"), min_size=1, max_size=6).filter(
    lambda text: bool(text.strip())
)
fields = st.fixed_dictionaries(
    {},
    optional={
        "name": names,
        "definition": plain,
        "include": plain,
        "exclude": plain,
        "examples": st.lists(plain, max_size=3),
        "cues": st.lists(plain, max_size=3),
        "counter_cues": st.lists(plain, max_size=2),
        "color": st.sampled_from(["", "#abc", "#0054fc"]),
        "key": st.sampled_from(["", "0", "1", "Z", "ø"]),
        "codable": st.booleans(),
    },
)
number = st.integers(0, 9)
edits = st.lists(
    st.tuples(st.sampled_from(["edit", "add", "move", "merge", "remove"]), number, number, fields),
    min_size=1,
    max_size=5,
)


def planned(
    book: Codebook, kind: str, one: int, two: int, values: dict[str, object]
) -> tuple[CodeChange, ...]:
    """Plan one change among the codes there are; nothing if it is refused."""
    ids: list[str] = [code.id for code in book.codes]
    if not ids:
        kind = "add"
    code_id = ids[one % len(ids)] if ids else ""
    other = [None, *ids][two % (len(ids) + 1)]
    try:
        if kind == "edit":
            return codebook.plan_edit(book, code_id, **values)
        if kind == "add":
            new = codebook.new_id(book, "Ny")
            code = Code(new, "Ny", parent=other, definition=str(values.get("definition", "")))
            return codebook.plan_add(book, code, one)
        if kind == "move":
            return codebook.plan_move(book, code_id, other, two)
        if kind == "merge":
            return codebook.plan_merge(book, code_id, other or code_id)
        return codebook.plan_remove(book, code_id)
    except UsageError:
        return ()


@pytest.mark.parametrize("start", [HAND, codebook.template_text("empty"), render(BOOK)])
@settings(max_examples=25, deadline=None)
@given(steps=edits)
def test_any_changes_in_a_file_and_back(
    start: str, steps: list[tuple[str, int, int, dict[str, object]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.yaml"
        path.write_text(start, encoding="utf-8", newline="\n")
        before = book = book_of(path)
        done: list[CodeChange] = []
        removed = False
        for step in steps:
            changes = planned(book, *step)
            expected = codebook.changed(book, changes)
            book = codebook.apply(path, changes)
            assert book == expected == read_text(text_of(path), "").book
            done += changes
            removed = removed or any(c.after is None for c in changes)
        if not removed:  # what stood above, between and below the codes still stands
            own_lines = [x.strip() for x in start.splitlines() if x.strip().startswith("#")]
            now = [x.strip() for x in text_of(path).splitlines()]
            assert all(now.count(line) >= own_lines.count(line) for line in own_lines)
        assert codebook.apply(path, codebook.invert(done)) == before


codes = st.lists(
    st.tuples(names, plain, st.lists(plain, max_size=2), st.booleans(), number), max_size=6
)


def built(rows: list[tuple[str, str, list[str], bool, int]]) -> Codebook:
    book = Codebook(title="T: t", version="1.0", rules=(Rule("R1", "a\nb"),))
    for name, text, examples, codable, where in rows:
        ids: list[str | None] = [None, *(code.id for code in book.codes)]
        code = Code(
            codebook.new_id(book, name),
            name,
            definition=text,
            include=text,
            examples=tuple(examples),
            cues=tuple(examples),
            parent=ids[where % len(ids)],
            codable=codable,
            color=codebook.fresh_color(book),
        )
        book = codebook.changed(book, codebook.plan_add(book, code))
    return book


@settings(max_examples=60, deadline=None)
@given(codes)
def test_a_codebook_survives_yaml(
    rows: list[tuple[str, str, list[str], bool, int]],
) -> None:
    book = built(rows)
    reading = read_text(render(book), "")
    assert reading.problems == ()
    assert reading.book == book


@settings(max_examples=60, deadline=None)
@given(codes)
def test_a_codebook_survives_csv(
    rows: list[tuple[str, str, list[str], bool, int]],
) -> None:
    book = built(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.csv"
        codebook.write_csv(path, book)
        back, problems = codebook.read_csv(path)
    assert problems == ()
    assert back.codes == book.codes


def test_text_that_looks_like_something_else_is_quoted() -> None:
    for word in ("no", "Yes", "null", "NaN", "1.0", "2022-01-01", "~", "- a", "a: b", "a #b", "a:"):
        assert quoted(word) == f'"{word}"'
    for word in ("Ærlig", "a:b", "a, b (c)", "«Sitat.»", "a#b"):
        assert quoted(word) == word
    assert quoted("a, b", flow=True) == '"a, b"'
    assert item(Code("a", "A"), 2, False).endswith("codable: true\n")


def test_errors_carry_no_text_of_the_codebook(hand: Path) -> None:
    changes = codebook.plan_edit(book_of(hand), "syn.a", definition="hemmelig")
    hand.write_text(HAND.replace("To linjer", "annet"), encoding="utf-8", newline="\n")
    with pytest.raises(KodeverkError) as caught:
        codebook.apply(hand, changes)
    assert "hemmelig" not in str(caught.value) and "annet" not in str(caught.value)
