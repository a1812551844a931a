"""Surveys: a respondent a turn, answers found among the columns, people's data left out."""

import csv
import time

import pytest

from kodeverk.corpus.canonical import compose, parse, render
from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers import columns, survey
from kodeverk.corpus.importers.formats import read_bytes
from kodeverk.corpus.importers.reading import Choice
from kodeverk.corpus.likeness import likely
from kodeverk.errors import ImportRefused
from kodeverk.model import Kind, Role

GOOD = [
    "Vi får tid til hverandre når bøkene lånes ut av seg selv.",
    "At NAV sitter i samme hus gjør terskelen lavere for mange.",
    "Kaffemaskinen! Der møtes alle, både unge og eldre folk.",
    "Det er høyt under taket, og ingen ser rart på meg der.",
    "Jeg får lese i fred på søndager når det ellers er stengt.",
]
WORSE = [
    "Åpningstidene om sommeren er altfor korte for oss som jobber.",
    "",
    "Musikkøvingen om kvelden bråker så vi ikke hører hverandre.",
    "Flere ansatte på ettermiddagen, da er det bare én igjen.",
    "",
]
PLACES = ["Mysen", "Askim", "Mysen", "Rakkestad", "Askim"]


def rows() -> list[list[str]]:
    head = ["ID", "E-postadresse", "Kommune", "Enig?", "Hva er bra?", "Hva kan bli bedre?"]
    body = [
        [str(n + 1), f"kari{n}@eksempel.no", PLACES[n], "Helt enig", GOOD[n], WORSE[n]]
        for n in range(5)
    ]
    return [head, *body]


def written(table: list[list[str]], delimiter: str = ";") -> bytes:
    def cell(text: str) -> str:
        quoted = any(each in text for each in f'{delimiter}"\n')
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return "\n".join(delimiter.join(map(cell, row)) for row in table).encode()


def draft(data: bytes | str, **chosen: object) -> Draft:
    raw = data.encode() if isinstance(data, str) else data
    return read_bytes("svar.csv", raw, choice=Choice(**chosen))  # type: ignore[arg-type]


def use(found: Draft) -> dict[str, str]:
    return {column.name: column.use or column.why for column in found.columns}


def said(found: Draft, code: str) -> str:
    return next((each.message for each in found.notices if each.code == code), "")


def test_each_respondent_is_a_turn_with_the_question_above_each_answer() -> None:
    found = draft(written(rows()))
    assert found.kind is Kind.SURVEY and found.importer == "csv"
    assert [turn.speaker for turn in found.turns] == [f"Respondent {n}" for n in range(1, 6)]
    assert found.turns[0].text == f"[Hva er bra?]\n{GOOD[0]}\n[Hva kan bli bedre?]\n{WORSE[0]}"
    assert found.turns[1].text == f"[Hva er bra?]\n{GOOD[1]}"
    assert {speaker.role for speaker in found.speakers} == {Role.INFORMANT}
    assert found.speakers[3].attributes == {"Kommune": "Rakkestad", "Enig?": "Helt enig"}
    assert use(found) == {
        "ID": "program",
        "E-postadresse": "personal",
        "Kommune": "attribute",
        "Enig?": "attribute",
        "Hva er bra?": "answer",
        "Hva kan bli bedre?": "answer",
    }
    assert "1 column with personal data" in said(found, "dropped_content")
    assert "eksempel" not in repr(found.notices)


def test_a_survey_is_the_same_when_it_is_read_again_as_a_transcript() -> None:
    transcript = compose(draft(written(rows())), "svar")
    again, problems = parse(render(transcript), "svar.txt")
    assert again == transcript and not problems
    assert [turn.speaker for turn in transcript.turns][:2] == ["Respondent 1", "Respondent 2"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found_though_answers_are_full_of_commas(delimiter: str) -> None:
    table = rows()
    table[1][4] = "Folk, bøker, kaffe, ro; og så, ja, møtes vi | der hver dag."
    assert draft(written(table, delimiter)).turns[0].text.split("\n")[1] == table[1][4]


def test_a_line_that_says_the_delimiter_is_obeyed() -> None:
    text = written(rows(), "^").decode()
    assert draft(f"sep=^\n{text}").turns == draft(written(rows())).turns


def test_one_column_alone_is_not_cut_at_its_commas() -> None:
    found = draft("Hva er bra?\nFolk, bøker, kaffe og ro.\nAt vi møtes, alle sammen, hver dag.\n")
    assert [turn.text for turn in found.turns] == [
        "Folk, bøker, kaffe og ro.",
        "At vi møtes, alle sammen, hver dag.",
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16", "mac_roman"])
def test_the_letters_are_right_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    data = written(rows()).decode().encode(encoding)
    assert draft(data).turns == draft(written(rows())).turns


def test_an_answer_of_several_paragraphs_stays_whole() -> None:
    table = rows()
    table[2][4] = "Først dette her, som er viktig.\r\n\r\nOg så «dette» også, sa hun."
    found = draft(written(table))
    assert found.turns[1].text.split("\n")[1:] == [
        "Først dette her, som er viktig.",
        "Og så «dette» også, sa hun.",
    ]


def test_rows_of_another_length_are_told_and_lose_nothing() -> None:
    lines = written(rows()).decode().split("\n")
    lines[1] += "; og mer tid; til folk"
    lines[3] = lines[3].rpartition(";")[0]
    found = draft("\n".join(lines))
    assert found.turns[0].text.endswith(f"{WORSE[0]}; og mer tid; til folk")
    assert said(found, "bad_rows").startswith("2 rows")
    assert not said(draft(written(rows())), "bad_rows")


def test_a_quote_that_is_never_closed_swallows_no_other_respondent() -> None:
    lines = written(rows()).decode().split("\n")
    lines[2] = lines[2].replace("At NAV", '"At NAV')
    found = draft("\n".join(lines))
    assert len(found.turns) == 5
    assert found.turns[1].text.endswith('"' + GOOD[1])


def test_an_answer_is_as_long_as_it_likes_and_others_keep_their_limit() -> None:
    before = csv.field_size_limit()
    table = rows()
    table[1][4] = "Det er bra her. " * 20_000
    assert len(draft(written(table)).turns[0].text) > 300_000
    assert csv.field_size_limit() == before


def test_headings_may_be_missing_or_alike() -> None:
    table = rows()
    table[0] = ["", "E-post", "Kommune", "Kommune", "Hva er bra?", "Hva er bra?"]
    found = draft(written(table))
    assert [column.name for column in found.columns] == [
        "Column A",
        "E-post",
        "Kommune",
        "Kommune (2)",
        "Hva er bra?",
        "Hva er bra? (2)",
    ]
    again = draft(written(table), answers=("hva er BRA?",))
    assert [column.letter for column in again.columns if column.use == "answer"] == ["E"]
    bare = draft(written([["1", "a@b.no", "Mysen", GOOD[0]], ["2", "c@d.no", "Askim", GOOD[1]]]))
    assert [turn.text for turn in bare.turns] == GOOD[:2]


def test_formulas_are_text() -> None:
    table = rows()
    table[1][4] = "=1+1 er to, sier de, og det er bra"
    assert "=1+1 er to" in draft(written(table)).turns[0].text


QUALTRICS = [
    ["StartDate", "IPAddress", "ResponseId", "Q1", "Q2"],
    ["Start Date", "IP Address", "Response ID", "Hva er bra?", "Hvor ofte?"],
    [f'{{"ImportId":"QID{n}"}}' for n in range(5)],
    ["2024-03-01 10:00:00", "10.1.2.3", "R_1abc", GOOD[0], "3"],
    ["2024-03-01 11:00:00", "10.1.2.4", "R_2abc", GOOD[1], "4"],
]
MONKEY = [
    ["Respondent ID", "IP Address", "Hva er bra?", "Kjenner du", "", "Andre ting?"],
    ["", "", "Open-Ended Response", "NAV", "Biblioteket", "Open-Ended Response"],
    ["118052219061", "10.1.2.3", GOOD[0], "Ja", "Nei", GOOD[2]],
    ["118052219062", "10.1.2.4", GOOD[1], "Nei", "Ja", GOOD[3]],
]
VARIABLES = [
    ["respondent", "s_1", "s_2", "statoverall_4"],
    ["Respondent", "Hva er bra på jobb?", "Alder i år", "Gjennomført eller ikke"],
    ["1", GOOD[0], "34", "1"],
    ["2", GOOD[1], "61", "1"],
]
GROUPS = [
    ["Bakgrunn", "", "Om tilbudet", ""],
    ["Kommune", "Alder", "Hva er bra?", "Karakter"],
    ["Mysen", "34", GOOD[0], "5"],
    ["Askim", "61", GOOD[1], "4"],
]
FORMS = [
    ["ID", "Starttidspunkt", "Fullføringstidspunkt", "E-postadresse", "Navn", "Hva er bra?"],
    ["1", "01.03.2024 10:00:00", "01.03.2024 10:05:00", "anonymous", "", GOOD[0]],
    ["2", "01.03.2024 11:00:00", "01.03.2024 11:07:00", "anonymous", "", GOOD[1]],
]


@pytest.mark.parametrize(
    ("table", "answers", "attributes"),
    [
        (QUALTRICS, ["Hva er bra?"], {"Hvor ofte?": "3"}),
        (MONKEY, ["Hva er bra?", "Andre ting?"], {"NAV": "Ja", "Biblioteket": "Nei"}),
        (VARIABLES, ["Hva er bra på jobb?"], {"Alder i år": "34"}),
        (GROUPS, ["Hva er bra?"], {"Kommune": "Mysen", "Alder": "34", "Karakter": "5"}),
        (FORMS, ["Hva er bra?"], {}),
    ],
)
def test_the_headings_of_survey_programs_are_understood(
    table: list[list[str]], answers: list[str], attributes: dict[str, str]
) -> None:
    found = draft(written(table))
    assert len(found.turns) == 2
    assert [name for name, what in use(found).items() if what == "answer"] == answers
    assert found.turns[0].text.endswith(GOOD[2] if len(answers) > 1 else GOOD[0])
    told = {k: v for k, v in found.speakers[0].attributes.items() if not k.startswith("Gjenn")}
    assert told == attributes


def test_groups_of_age_are_no_programs_numbers() -> None:
    groups = ["20-29", "30-39", "40-49", "50-59", "60-69"]
    table = [
        ["Alder", "closed", "Bra?"],
        *([g, "ja", t] for g, t in zip(groups, GOOD, strict=True)),
    ]
    assert use(draft(written(table))) == {
        "Alder": "attribute",
        "closed": "program",
        "Bra?": "answer",
    }


@pytest.mark.parametrize("head", [["id", "name", "definition"], ["Nr", "Kode", "Definisjon"]])
def test_a_codebook_is_no_survey(head: list[str]) -> None:
    table = [head, *([str(n), f"Kode {n}", text] for n, text in enumerate(GOOD))]
    with pytest.raises(ImportRefused) as refused:
        draft(written(table))
    assert refused.value.code == "wrong_type" and "codes import" in refused.value.cure
    assert len(draft(written(table), answers=(head[2],)).turns) == 5
    assert len(draft(written([["Nr", "Alder", "Definisjon"], *table[1:]])).turns) == 5


def test_a_first_respondent_is_no_second_heading() -> None:
    for table in (
        [["q_1", "q_2"], [GOOD[0], "Mysen"], [GOOD[1], "Askim"], [GOOD[2], "Mysen"]],
        [["", "Alder", "Bra?"], ["Bo", "34", GOOD[0]], ["Al", "61", GOOD[1]], ["By", "7", GOOD[2]]],
        [["Hus", "Alder", "Bra?"], ["A", "?", GOOD[0]], ["B", "61", GOOD[1]], ["C", "7", GOOD[2]]],
        [["", "Hus", "Bra?"], ["a", "NAV", GOOD[0]], ["b", "Kino", GOOD[1]], ["c", "Bad", GOOD[2]]],
    ):
        assert len(draft(written(table)).turns) == 3


def test_lines_above_the_headings_are_the_title() -> None:
    found = draft(b"Brukerundersokelse 2024;;;;;\n;;;;;\n" + written(rows()))
    assert found.title == "Brukerundersokelse 2024" and len(found.turns) == 5


@pytest.mark.parametrize(
    "wanted", ["Hva kan bli bedre?", "hva kan BLI bedre?", "Hva kan", "F", "f", "6"]
)
def test_a_person_names_the_answers_by_heading_letter_or_number(wanted: str) -> None:
    found = draft(written(rows()), answers=(wanted,))
    assert [turn.text for turn in found.turns] == [each for each in WORSE if each]
    assert [turn.speaker for turn in found.turns] == [f"Respondent {n}" for n in (1, 3, 4)]
    told = said(found, "dropped_content")
    assert "2 respondents without answers" in told and "1 column with longer texts" in told


def test_a_column_may_be_dropped_without_a_word() -> None:
    found = draft(written(rows()), drop=("Kommune", "Hva kan"))
    assert found.speakers[0].attributes == {"Enig?": "Helt enig"}
    assert [turn.text for turn in found.turns] == GOOD


@pytest.mark.parametrize("wanted", ["Hva", "Hvorfor?", "G", "0", "7", ""])
def test_a_column_that_is_not_there_is_refused(wanted: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        draft(written(rows()), answers=(wanted,))
    assert refused.value.code == "bad_name"


def test_respondents_may_have_names_and_no_two_share_one() -> None:
    table = rows()
    for n, name in enumerate(["Kari", "Per: leder", "Kari", "", "Åse"]):
        table[n + 1][2] = name
    found = draft(written(table), respondent="C", keep=("E-postadresse",))
    assert [turn.speaker for turn in found.turns] == [
        "Kari",
        "Per leder",
        "Kari (2)",
        "Respondent 4",
        "Åse",
    ]
    assert found.speakers[2].attributes["E-postadresse"] == "kari2@eksempel.no"
    assert {speaker.role for speaker in found.speakers} == {Role.INFORMANT}
    assert compose(found, "a").turns[2].speaker == "Kari (2)"


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Etternavn", ["Moe", "Lie", "Ås"]),
        ("Fullt navn", ["Kari Moe", "Per Lie", "Åse Ås"]),
        ("Kontaktinfo", ["912 34 567", "", "+47 91234567"]),
        ("Kan vi kontakte deg?", ["nei", "nei", "ja, ring 91234567", "a@b.no"]),
        ("Noe annet", ["01010112345", "15076500565", "nei"]),
        ("Maskin", ["10.0.0.1", "10.0.0.2", "fe80:0:0:0:1:2:3:4"]),
        ("LocationLatitude", ["59.5", "59.6", "59.7"]),
    ],
)
def test_personal_data_is_no_attribute(name: str, cells: list[str]) -> None:
    table = [[name, "Hva er bra?"], *([cell, GOOD[n]] for n, cell in enumerate(cells))]
    found = draft(written(table))
    assert use(found)[name] == "personal"
    assert not any(speaker.attributes for speaker in found.speakers)


def test_a_question_about_e_mail_is_a_question() -> None:
    table = [["Hvordan bruker du e-post?"], *([answer] for answer in GOOD)]
    assert use(draft(written(table))) == {"Hvordan bruker du e-post?": "answer"}


def test_what_was_ticked_in_a_list_is_no_answer() -> None:
    boxes = [f"Jeg vil at det skal være mer {what}" for what in ("ro", "liv", "lys", "mat", "tid")]
    table = [["Hva ønsker du?", "Hva er bra?"]]
    for n in range(1, 63):
        ticked = [box for bit, box in enumerate(boxes) if (n % 31 + 1) & (1 << bit)]
        table.append([";".join([*ticked, ""]), f"{GOOD[n % 5]} {n}"])
    assert use(draft(written(table))) == {"Hva ønsker du?": "long", "Hva er bra?": "answer"}


def test_a_table_of_numbers_has_no_answers() -> None:
    with pytest.raises(ImportRefused) as refused:
        draft("a;b\n1;2\n3;4\n")
    assert refused.value.code == "no_text"
    with pytest.raises(ImportRefused):
        draft("Hva er bra?;Hvorfor?\n")


def test_the_wordiest_column_is_taken_where_none_is_clear() -> None:
    assert use(draft("Nr;Svar\n1;Ja\n2;Nei\n3;Vet ikke\n"))["Svar"] == "answer"


def test_brackets_in_a_question_do_not_hide_its_end() -> None:
    table = rows()
    table[0][4] = "Hva er bra? [maks 50 ord]"
    first = draft(written(table)).turns[0].text.split("\n")[0]
    assert first == "[Hva er bra? (maks 50 ord)]"


def test_a_table_far_too_big_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "MAX_ROWS", 4)
    with pytest.raises(ImportRefused) as refused:
        draft(written(rows()))
    assert refused.value.code == "too_complex"


def test_letters_of_columns() -> None:
    assert [columns.letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_twelve_hundred_respondents_are_no_trouble() -> None:
    letters = "abcdefghijklmnopqrstuvwxyzæøåABCDEFG"
    people = [f"Ola {one}{other} Nordmann" for one in letters for other in letters]
    labels = [f"Respondent {n}" for n in range(1_200)]
    began = time.process_time()
    assert likely(["Kari", "Kari Moe", *people]) == likely(labels) == ()
    assert time.process_time() - began < 0.2
    table = rows()
    table += [[str(n), "a@b.no", "Mysen", "Enig", f"{GOOD[n % 5]} {n}", ""] for n in range(1_195)]
    began = time.process_time()
    transcript = compose(draft(written(table)), "svar")
    assert time.process_time() - began < 3
    assert len(transcript.speakers) == len(transcript.turns) == 1_200
