"""Surveys in Excel files: what a sheet shows, whatever it says of itself."""

import io
import time
import zipfile
from datetime import date, datetime
from datetime import time as hour

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers import survey
from kodeverk.corpus.importers.formats import read_bytes
from kodeverk.corpus.importers.reading import Choice
from kodeverk.errors import ImportRefused
from kodeverk.model import Kind

ANSWERS = [
    "Vi får tid til hverandre når bøkene lånes ut av seg selv.",
    "At NAV sitter i samme hus gjør terskelen lavere for mange.",
    "Kaffemaskinen! Der møtes alle, både unge og eldre folk.",
]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def book() -> tuple[Workbook, Worksheet]:
    made = Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Svar"
    sheet.append(["Kommune", "Alder", "Hva er bra?"])
    for n, answer in enumerate(ANSWERS):
        sheet.append([["Mysen", "Askim", "Askim"][n], 30 + n, answer])
    return made, sheet


def saved(made: Workbook) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def raw(cells: str, *, names: tuple[str, ...] = ("Svar",), strings: str = "") -> bytes:
    """A workbook by hand: ``cells`` is what stands in the first sheet."""
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1)
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{related}'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{cells}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return stream.getvalue()


def draft(data: bytes, file: str = "svar.xlsx", **chosen: object) -> Draft:
    return read_bytes(file, data, choice=Choice(**chosen))  # type: ignore[arg-type]


def said(found: Draft, code: str) -> str:
    return next((each.message for each in found.notices if each.code == code), "")


def refusal(data: bytes, **chosen: object) -> str:
    with pytest.raises(ImportRefused) as refused:
        draft(data, **chosen)  # type: ignore[arg-type]
    return refused.value.code


def test_a_sheet_is_a_survey_as_a_text_file_is() -> None:
    found = draft(saved(book()[0]))
    assert found.kind is Kind.SURVEY and found.importer == "xlsx"
    assert [turn.text for turn in found.turns] == ANSWERS
    assert found.speakers[1].attributes == {"Kommune": "Askim", "Alder": "31"}
    assert not found.notices


def test_numbers_dates_and_truths_read_as_people_write_them() -> None:
    made, sheet = book()
    sheet.append(["Bygd", 2.5, ANSWERS[0] + " Også her."])
    for column, values in {
        4: ["Født", date(1980, 5, 17), date(1990, 1, 2), date(1980, 5, 17), date(1990, 1, 2)],
        5: ["Møtte", datetime(2024, 3, 1, 10, 30), "", "", ""],
        6: ["Kl", hour(14, 5), hour(14, 5), hour(9, 0), ""],
        7: ["Enig", True, False, True, True],
    }.items():
        for row, value in enumerate(values, 1):
            sheet.cell(row, column).value = value  # type: ignore[assignment]
    first, *_rest, last = draft(saved(made), keep=("Møtte",)).speakers
    assert first.attributes == {
        "Kommune": "Mysen",
        "Alder": "30",
        "Født": "1980-05-17",
        "Møtte": "2024-03-01 10:30:00",
        "Kl": "14:05:00",
        "Enig": "TRUE",
    }
    assert last.attributes["Alder"] == "2.5"


def test_the_sheet_with_most_in_it_is_read_unless_another_is_named() -> None:
    made, _sheet = book()
    about = made.create_sheet("Om undersøkelsen", 0)
    about.append(["Hva er dette?"])
    about.append(["En undersøkelse om samlokalisering i tre kommuner."])
    hidden = made.create_sheet("Skjult")
    hidden.sheet_state = "hidden"
    for _n in range(9):
        hidden.append(ANSWERS)
    found = draft(saved(made))
    assert [turn.text for turn in found.turns] == ANSWERS
    assert "2 other sheets" in said(found, "dropped_content")
    assert "“Svar”" in said(found, "dropped_content")
    assert draft(saved(made), sheet="om UNDERSØKELSEN").turns[0].text.startswith("En under")
    assert len(draft(saved(made), sheet="Skjult").turns) == 8
    assert refusal(saved(made), sheet="Ark 4") == "bad_name"


def test_hidden_rows_and_columns_are_left_out_and_told() -> None:
    made, sheet = book()
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["A"].hidden = True
    found = draft(saved(made))
    assert [turn.text for turn in found.turns] == [ANSWERS[0], ANSWERS[2]]
    assert found.speakers[0].attributes == {"Alder": "30"}
    assert [column.letter for column in found.columns] == ["B", "C"]
    assert draft(saved(made), answers=("C",)).turns == found.turns
    assert "1 hidden row, 1 hidden column" in said(found, "hidden_text")


def test_a_short_merged_cell_counts_for_all_its_rows() -> None:
    made, sheet = book()
    sheet.merge_cells("A3:A4")
    assert draft(saved(made)).speakers[2].attributes["Kommune"] == "Askim"


def test_formulas_show_what_they_came_to_or_themselves_and_errors_nothing() -> None:
    cells = (
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Hva er bra?</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>Sum</t></is></c></row>'
        '<row r="2"><c r="A2" t="str"><f>B9&amp;C9</f><v>Det er folk her hver eneste dag.</v></c>'
        '<c r="B2"><f>1+1</f></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><r><t>Det er ro </t></r><r><t>her i huset nå.</t>'
        '</r><rPh><t>XX</t></rPh></is></c><c r="B3" t="e"><v>#REF!</v></c></row></sheetData>'
    )
    found = draft(raw(cells))
    assert [turn.text for turn in found.turns] == [
        "Det er folk her hver eneste dag.",
        "Det er ro her i huset nå.",
    ]
    assert found.speakers[0].attributes == {"Sum": "=1+1"}
    assert said(found, "bad_rows").startswith("1 cell")


def test_a_sheet_that_lies_about_its_size_is_read_whole() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>Svaret er {n} gode ord her.</t></is></c>'
        "</row>"
        for n in range(2, 400)
    )
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>Hva er bra?</t></is></c></row>'
    cells = f'<dimension ref="A1:A2"/><sheetData>{head}{rows}</sheetData>'
    assert len(draft(raw(cells)).turns) == 398


def test_a_value_in_the_last_corner_costs_nothing() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="{at}{n}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for n, at, text in (
            (1, "A", "Hva er bra?"),
            (2, "A", ANSWERS[0]),
            (1_048_576, "XFD", ANSWERS[1]),
        )
    )
    began = time.process_time()
    found = draft(raw(f"<sheetData>{rows}</sheetData>"))
    assert time.process_time() - began < 1
    assert ANSWERS[0] in found.turns[0].text and ANSWERS[1] in found.turns[1].text


def test_cells_may_have_no_references_and_odd_ones_are_no_crash() -> None:
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
    texts = ["Hva er bra?", ANSWERS[0], ANSWERS[1]]
    rows = "".join(
        f"<row>{cell.format(text)}{cell.format('Ja')}{cell.format('Nei')}</row>" for text in texts
    )
    odd = '<row r="x"><c r="??" s="99" t="s"><v>77</v></c><c t="s"><v>-1</v></c></row>'
    found = draft(raw(f'<cols><col hidden="1" min="x"/></cols><sheetData>{rows}{odd}</sheetData>'))
    assert [turn.text for turn in found.turns] == ANSWERS[:2]
    assert found.speakers[0].attributes == {"Ja": "Ja", "Nei": "Nei"}


def test_a_table_far_too_big_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "MAX_CELLS", 11)
    assert refusal(saved(book()[0])) == "too_complex"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (raw("<sheetData/>"), "no_text"),
        (raw("<sheetData><row>"), "corrupt"),
        (raw("<sheetData/>", names=()), "no_text"),
        (saved(book()[0])[:2000], "corrupt"),
        (raw("").replace(b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 1), "legacy_format"),
    ],
)
def test_what_cannot_be_read_is_refused_in_plain_words(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_macros_are_passed_over() -> None:
    stream = io.BytesIO(saved(book()[0]))
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    found = draft(stream.getvalue(), "svar.xlsm")
    assert said(found, "macro_ignored") and len(found.turns) == 3
