"""Workshop notes: tables with a column for who spoke, and what groups wrote on their sheets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wordfiles import paragraph, run, word

from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers.formats import read_bytes
from kodeverk.corpus.importers.layouts import read_layout
from kodeverk.corpus.importers.reading import Notes, Paragraph, Segment
from kodeverk.model import Kind, Role

Said = list[tuple[str | None, float | None, str]]


def segments(*texts: str, bold: tuple[int, ...] = ()) -> tuple[Segment, ...]:
    paragraphs = [Paragraph(text, len(text) if at in bold else 0) for at, text in enumerate(texts)]
    return read_layout(paragraphs, Notes())[0]


def talk(*texts: str, bold: tuple[int, ...] = ()) -> Said:
    return [(each.speaker, each.time, each.text) for each in segments(*texts, bold=bold)]


def table(*rows: str, merged: str = "") -> str:
    """A table in Word; the cell with the text ``merged`` goes on down to the next row."""
    made = []
    for row in rows:
        cells = []
        for cell in row.split("|"):
            down = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' if cell == merged else ""
            down = "<w:tcPr><w:vMerge/></w:tcPr>" if cell == "^" else down
            inside = "".join(paragraph(run(line.replace("^", ""))) for line in cell.split("/"))
            cells.append(f"<w:tc>{down}{inside}</w:tc>")
        made.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{''.join(made)}</w:tbl>"


def test_a_table_in_word_with_the_speaker_in_the_middle_and_merged_cells() -> None:
    found: Draft = read_bytes(
        "verksted.docx",
        word(
            paragraph(run("Verksted i Mysen om samlokalisering")),
            table("Navn|Stilling", "Kari Moe|Bibliotekar", "Per Lie|Rådgiver"),
            table(
                "Tid|Hvem|Kommentar|Tema",
                "00:10|Kari|Vi trenger bedre tid.|Bemanning",
                "|^|Og flere på vakt./Helst to.|",
                "00:45|Per|Enig i det.|",
                "01:20|Åse|Hva med kveldene, da?|Åpningstid",
                merged="Kari",
            ),
            paragraph(run("Møtet ble hevet.")),
        ),
    )
    assert [(turn.speaker, turn.time, turn.text) for turn in found.turns][-4:] == [
        (
            "Kari",
            10.0,
            "Vi trenger bedre tid.\n[Tema: Bemanning]\nOg flere på vakt.\nHelst to.",
        ),
        ("Per", 45.0, "Enig i det."),
        ("Åse", 80.0, "Hva med kveldene, da?\n[Tema: Åpningstid]"),
        (None, None, "Møtet ble hevet."),
    ]
    assert found.kind is Kind.WORKSHOP and found.title == "Verksted i Mysen om samlokalisering"
    assert {each.name: each.role for each in found.speakers}["Per"] is Role.PARTICIPANT
    assert any("Bibliotekar" in turn.text and turn.speaker is None for turn in found.turns)


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Hvem\tSagt", "{name}\t{text}"),
        ("Sagt\tHvem", "{text}\t{name}"),
        ("Nr.\tTaler\tUtsagn", "{n}\t{name}\t{text}"),
        ("Deltaker:\tInnspill:", "{name}:\t{text}"),
        ("Hva ble sagt\tTid\tHvem snakker", "{text}\t00:0{n}\t{name}"),
        ("Speaker\tStart\tEnd\tText", "{name}\t00:0{n}\t00:09\t{text}"),
    ],
)
def test_the_column_of_the_speaker_stands_anywhere(head: str, row: str) -> None:
    said = [("Kari", "Det er altfor lite tid."), ("Per", "Ja."), ("Kari", "Vi må være flere.")]
    rows = [row.format(n=n, name=name, text=text) for n, (name, text) in enumerate(said, 1)]
    assert [(who, text) for who, _time, text in talk(head, *rows)] == said


def test_a_table_without_headings_has_its_names_where_they_recur() -> None:
    rows = [
        ("1", "Vi har altfor lite tid til hverandre.", "Kari Moe"),
        ("2", "Det er fint at NAV sitter i huset.", "Per"),
        ("3", "Men det bråker om kvelden.", "Kari Moe"),
        ("4", "Ja, særlig når det er øving i salen.", "Per"),
    ]
    assert talk(*("\t".join(row) for row in rows)) == [(row[2], None, row[1]) for row in rows]


def test_the_hour_becomes_the_time_since_the_first() -> None:
    rows = ["Kl.\tHvem\tReferat", "09:15\tKari\tVi begynner.", "kl. 10.00\tPer\tPause nå."]
    assert [time for _who, time, _text in talk(*rows)] == [0.0, 2700.0]


def test_what_is_no_row_of_the_table_stays_where_it_was() -> None:
    assert talk(
        "Hvem\tSagt",
        "Kari\tVi begynner med bemanning.",
        "Tema 2: Lokaler",
        "Hvem\tSagt",
        "Per\tSalen er for liten.",
        "Åse\tOg kald.\ten celle til",
        "•\tKari sa nei.",
    ) == [
        ("Kari", None, "Vi begynner med bemanning."),
        (None, None, "Tema 2: Lokaler"),
        ("Per", None, "Salen er for liten."),
        (None, None, "Åse\tOg kald.\ten celle til"),
        (None, None, "•\tKari sa nei."),
    ]


def test_no_row_is_lost_for_want_of_a_name_or_of_talk() -> None:
    assert talk(
        "Tid\tHvem\tSagt",
        "00:01\tKari\tVi begynner.",
        "00:05\tOg slutter tidlig.",  # a web page: Kari's cell goes down over two rows
        "00:09\tPer",
        "\t\tNoen lo.",
        "00:12\tPer\tJa.",
    ) == [
        ("Kari", 1.0, "Vi begynner.\nOg slutter tidlig."),
        (None, 9.0, "Per"),
        (None, None, "Noen lo."),
        ("Per", 12.0, "Ja."),
    ]


_CELL = st.sampled_from(("", "Kari", "Per", "00:10", "7", "ca. ti", "Vi har tid.", "Å, nei? [ler]"))


@given(st.lists(st.lists(_CELL, min_size=1, max_size=6), min_size=1, max_size=8))
def test_no_cell_is_lost_whatever_the_rows_are_like(rows: list[list[str]]) -> None:
    sure = [["1", "00:01", "Kari", "Ja."], ["2", "00:02", "Per", "Nei."]]
    heads = "Nr\tTid\tHvem\tSagt\tTema"
    found = talk(heads, *("\t".join(row).rstrip("\t") for row in [*sure, *rows]))
    kept = " ".join(f"{who} {text}" for who, _time, text in found)
    for part in ("Kari", "Per", "ca. ti", "Vi har tid.", "Å, nei?"):
        written = sum(cell.startswith(part) for row in [*sure, *rows] for cell in row)
        # Whoever goes on in the next row is named once.
        assert kept.count(part) >= (written > 0 if part in ("Kari", "Per") else written)


@pytest.mark.parametrize(
    "rows",
    [
        ("Navn\tStilling\tE-post", "Kari Moe\tBibliotekar\ta@b.no", "Per Lie\tLeder\tc@d.no"),
        ("Tiltak\tAnsvarlig", "Flere ansatte på kveldstid\tKari", "Bedre lokaler til øving\tPer"),
        ("Navn\tKommentar", "Kari\tKommer senere", "\tAndre er syke"),
        ("Hvem\tHva", "Alle sammen i hele huset må delta på dette møtet\tJa", "Vi alle her\tNei"),
    ],
)
def test_lists_of_people_and_plans_are_no_conversation(rows: tuple[str, ...]) -> None:
    assert {who for who, _time, _text in talk(*rows)} == {None}


def test_groups_are_the_speakers_of_what_they_wrote() -> None:
    found = talk(
        "Verksted om samlokalisering, 14. mars 2022",
        "Deltakere: Kari, Per og Åse",
        "Spørsmål 1: Hva er bra?",
        "Gruppe 1:",
        "•\tKort vei til NAV",
        "Kaffe",
        "Gruppe 2 (ungdom)",
        "At det er varmt der",
        "Spørsmål 2: Hva er vanskelig?",
        "Alle gruppene svarte kort.",
        "Gruppe 1: Det er for lite plass til alle som vil komme.",
        "Oppsummering i plenum",
        "Vi møtes igjen i mai.",
    )
    assert found[-7:] == [
        ("Gruppe 1", None, "•\tKort vei til NAV\nKaffe"),
        ("Gruppe 2", None, "At det er varmt der"),
        (None, None, "Spørsmål 2: Hva er vanskelig?"),
        (None, None, "Alle gruppene svarte kort."),
        ("Gruppe 1", None, "Det er for lite plass til alle som vil komme."),
        (None, None, "Oppsummering i plenum"),
        (None, None, "Vi møtes igjen i mai."),
    ]


def test_who_was_in_a_group_is_nothing_it_said() -> None:
    found = talk(
        *("Gruppe 1: Kari Moe, Per Lie, Åse Ås og Bo By", "Gruppe 2: Eva Ek, Ola Li, Ida Vik"),
        *("Gruppe 1", "Mer tid", "Gruppe 2", "Flere folk"),
    )
    assert [each for each in found if each[0]] == [
        ("Gruppe 1", None, "Mer tid"),
        ("Gruppe 2", None, "Flere folk"),
    ]
    assert any("Kari Moe" in text for _who, _time, text in found)


def test_boards_keep_their_headings_and_are_nobody() -> None:
    found = talk("Tavle 1", "Mer tid", "Flere folk", "Tavle 2:", "Bedre lys", "Etterpå", bold=(5,))
    assert found == [
        (None, None, "Tavle 1\nMer tid\nFlere folk"),
        (None, None, "Tavle 2:\nBedre lys"),
        (None, None, "Etterpå"),
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ("Gruppe 1", "Gruppe 2", "Gruppe 3"),
        ("Gruppe 1 var stor.", "Den snakket om tid.", "Gruppe 2 var liten.", "Den var enig."),
        ("Bare ett funn her.", "Gruppe 1:", "Mer tid og flere folk."),
    ],
)
def test_a_word_of_groups_in_running_text_makes_no_speakers(texts: tuple[str, ...]) -> None:
    assert {who for who, _time, _text in talk(*texts)} == {None}


def test_people_who_speak_count_before_headings() -> None:
    found = talk("Gruppe 1:", "Kari: Mer tid.", "Per: Ja.", "Gruppe 2:", "Kari: Nei.", "Per: Jo.")
    assert {"Kari", "Per"} <= {who for who, _time, _text in found}


def test_two_groups_make_a_workshop() -> None:
    text = "Gruppe 1:\n\nMer tid\n\nGruppe 2:\n\nFlere folk på vakt\n"
    found = read_bytes("notat.txt", text.encode())
    assert found.kind is Kind.WORKSHOP
    assert [(each.name, each.role) for each in found.speakers] == [
        ("Gruppe 1", Role.PARTICIPANT),
        ("Gruppe 2", Role.PARTICIPANT),
    ]
