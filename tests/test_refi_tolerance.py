"""What is odd in project files in the wild is read as far as it can be, and the rest is told."""

from pathlib import Path

import pytest
from refi_files import (
    CASE,
    CODE,
    KARI,
    NOTE,
    PER,
    STORY,
    TEXT,
    USERS,
    Program,
    book,
    code,
    coding,
    lost,
    members,
    note,
    pack,
    paths,
    project,
    selection,
    sources,
    text_source,
)

from kodeverk.errors import DataError
from kodeverk.interchange.refi import read_project
from kodeverk.model import Span, TargetKind


@pytest.mark.parametrize(
    ("made", "of_selection", "name"),
    [
        (f'creatingUser="{PER}"', f'creatingUser="{KARI}"', "per"),
        (f'creatingUser="{{{PER.upper()}}}"', "", "per"),
        ("", f'creatingUser="{KARI}" modifyingUser="{PER}"', "kari"),
        ('creatingUser=""', f'creatingUser="" modifyingUser="{PER}"', "per"),
        (f'creatingUser="{CASE}"', f'creatingUser="{KARI}"', "kari"),
        ("", "", "Unknown coder"),
    ],
)
def test_who_coded(tmp_path: Path, made: str, of_selection: str, name: str) -> None:
    body = USERS + sources(selection(0, 8, coding(more=made), of_selection))
    parcel = read_project(project(tmp_path / "p.qdpx", body))
    assert [c.coder for c in parcel.codings] == [name]
    assert parcel.coders == (name,)
    assert any("nobody" in found for found in parcel.findings) == (name == "Unknown coder")


def test_who_else_where_there_is_but_one(tmp_path: Path) -> None:
    users = f'<Users><User guid="{KARI}" id="KA"/></Users>'
    parcel = read_project(project(tmp_path / "p.qdpx", users + sources(selection(0, 8, coding()))))
    assert parcel.coders == ("KA",)


def test_coders_of_one_name_are_not_taken_for_one(tmp_path: Path) -> None:
    marks = [
        selection(0, 8, coding(more=f'creatingUser="{u}"', n=n), n=n)
        for n, u in ((1, KARI), (2, PER))
    ]
    body = USERS.replace("per", "kari") + sources(*marks)
    parcel = read_project(project(tmp_path / "p.qdpx", body))
    assert parcel.coders == ("kari", "kari (2)")
    assert "kari (2)" in " ".join(parcel.findings)


def test_places_that_cannot_be_are_told_and_not_guessed(tmp_path: Path) -> None:
    places = [(0, 8), (5, 99), (-2, 4), (9, 3), (4, 4)]
    marks = [selection(*place, coding(n=n), n=n) for n, place in enumerate(places)]
    odd = selection(0, 8, coding(n=9), n=9).replace('startPosition="0"', 'startPosition="x"')
    parcel = read_project(project(tmp_path / "p.qdpx", sources(*marks, odd)))
    assert [c.span for c in parcel.codings] == [Span(0, 8)]
    assert lost(parcel) == {"outside": 4, "empty": 1}
    assert parcel.left[0].where == ("Intervju",)
    assert parcel.findings[1].startswith("BEWARE")


def test_codes_that_are_not_there(tmp_path: Path) -> None:
    mark = selection(0, 8, coding(target=CASE) + coding(n=2).replace("CodeRef", "Odd"))
    parcel = read_project(project(tmp_path / "p.qdpx", sources(mark)))
    assert (parcel.codings, lost(parcel)) == ((), {"no_code": 2})


def test_guids_met_twice_get_another(tmp_path: Path) -> None:
    twice = selection(0, 2, coding()) + selection(3, 8, coding())
    body = book(code("A", inside=code("B"))) + sources(twice) + sources().replace(STORY, "Mer.")
    parcel = read_project(project(tmp_path / "p.qdpx", body.replace("</Sources><Sources>", "")))
    assert len({c.id for c in parcel.codings}) == len({c.id for c in parcel.codebook.codes}) == 2
    assert len({text.id for text in parcel.texts}) == 2
    assert {c.code for c in parcel.codings} == {CODE}
    again = read_project(tmp_path / "p.qdpx")
    assert again == parcel  # and the same one every time


def test_a_text_that_is_missing(tmp_path: Path) -> None:
    gone = f'<TextSource guid="{TEXT}" name="Borte" plainTextPath="relative:///../../etc/passwd">'
    body = f"<Sources>{gone}{selection(0, 4, coding())}</TextSource></Sources>"
    parcel = read_project(project(tmp_path / "p.qdpx", body))
    assert (parcel.texts, parcel.codings) == ((), ())
    assert lost(parcel) == {"missing_text": 1, "missing_coding": 1}
    assert parcel.left[0].where == ("Borte",)


@pytest.mark.parametrize("name", ["sources/T.txt", "SOURCES/t.TXT", "t.txt", "data/sources/t.txt"])
def test_a_text_is_found_whatever_its_folder(tmp_path: Path, name: str) -> None:
    source = f'<TextSource guid="{TEXT}" name="A" plainTextPath="internal://t.txt"/>'
    path = project(tmp_path / "p.qdpx", f"<Sources>{source}</Sources>", files={name: b"Hei"})
    assert [text.text for text in read_project(path).texts] == ["Hei"]


def test_a_text_in_another_encoding_and_one_that_is_none(tmp_path: Path) -> None:
    both = "".join(
        f'<TextSource guid="{n:08d}-0000-4000-8000-000000000000" name="T{n}" '
        f'plainTextPath="internal://{n}.txt"/>'
        for n in (1, 2)
    )
    files = {
        "sources/1.txt": "Så gøy på øya".encode("cp1252"),
        "sources/2.txt": b"\x81\x01\x02\x03" * 99,
    }
    parcel = read_project(project(tmp_path / "p.qdpx", f"<Sources>{both}</Sources>", files=files))
    assert [text.text for text in parcel.texts] == ["Så gøy på øya"]
    assert "T1" in parcel.findings[0] and "T2" not in parcel.findings[0]
    assert lost(parcel)["missing_text"] == 1


def test_dates_are_optional_and_become_utc(tmp_path: Path) -> None:
    marks = [
        selection(0, 2, coding(n=1), n=1),
        selection(
            0, 2, coding(n=2, more='creationDateTime="2026-01-02T03:04:05.1234567+01:00"'), n=2
        ),
        selection(0, 2, coding(n=3), 'creationDateTime="2026-01-02T03:04:05Z"', n=3),
        selection(0, 2, coding(n=4, more='creationDateTime="i går"'), n=4),
    ]
    parcel = read_project(project(tmp_path / "p.qdpx", sources(*marks)))
    assert [c.at for c in parcel.codings] == [
        "",
        "2026-01-02T02:04:05.123Z",
        "2026-01-02T03:04:05.000Z",
        "",
    ]


def test_memos_by_description_note_and_link(tmp_path: Path) -> None:
    by = f'creatingUser="{KARI}"'
    mark = selection(0, 8, "<Description>Viktig</Description>" + coding(more=by), n=1)
    other = selection(9, 13, coding(f'<NoteRef targetGUID="{NOTE}"/>', by, n=2), n=2)
    third = selection(0, 2, coding(more=by, n=3), n=3)
    third_guid = "00000003-0000-4000-8000-0000000000aa"
    ends = f'originGUID="{NOTE[:-1]}2" targetGUID="{third_guid}"'
    link = f'<Links><Link guid="{CASE}" {ends}/></Links>'
    notes = f"<Notes>{note('Enig?')}{note('Se her', guid=NOTE[:-1] + '2')}</Notes>"
    body = USERS + sources(mark, other, third) + notes + link
    parcel = read_project(project(tmp_path / "p.qdpx", body))
    ids = [c.id for c in parcel.codings]
    assert {(m.target.id, m.coder, m.text) for m in parcel.memos} == {
        (ids[0], "kari", "Viktig"),
        (ids[1], "per", "Enig?"),
        (ids[2], "per", "Se her"),
    }
    assert parcel.left == ()


def test_a_memo_written_both_here_and_there_is_one(tmp_path: Path) -> None:
    inside = "<Description>Enig?</Description>" + coding(
        f'<NoteRef targetGUID="{NOTE}"/>', f'creatingUser="{PER}"'
    )
    body = USERS + sources(selection(0, 8, inside)) + f"<Notes>{note('Enig?')}</Notes>"
    (memo,) = read_project(project(tmp_path / "p.qdpx", body)).memos
    assert (memo.text, memo.coder) == ("Enig?", "per")


def test_a_note_about_several_things_is_a_memo_on_each(tmp_path: Path) -> None:
    ref = f'<NoteRef targetGUID="{NOTE}"/>'
    second = "00000002-0000-4000-8000-0000000000bb"
    link = f'<Links><Link guid="{CASE}" originGUID="{second}" targetGUID="{NOTE}"/></Links>'
    mark = selection(0, 8, coding(ref, n=1) + coding(n=2))
    body = USERS + sources(mark) + f"<Notes>{note('Enig?')}</Notes>" + link
    parcel = read_project(project(tmp_path / "p.qdpx", body))
    assert [m.target.id for m in parcel.memos] == [c.id for c in parcel.codings]
    assert len({m.id for m in parcel.memos}) == 2
    assert parcel.left == ()


def test_a_note_with_places_in_the_text_keeps_their_words(tmp_path: Path) -> None:
    places = selection(0, 2) + selection(-1, 2) + selection(3, 8)
    body = f"<Notes>{note('Se', inside=places)}</Notes>"
    (memo,) = read_project(
        project(tmp_path / "p.qdpx", USERS + sources(f'<NoteRef targetGUID="{NOTE}"/>') + body)
    ).memos
    assert memo.text == "“Vi”: Se\n\nSe\n\n“deler”: Se"


def test_a_comment_on_several_codes_stands_once(tmp_path: Path) -> None:
    mark = selection(0, 8, "<Description>Begge</Description>" + coding(n=1) + coding(n=2))
    parcel = read_project(project(tmp_path / "p.qdpx", USERS + sources(mark)))
    assert [m.target.id for m in parcel.memos] == [parcel.codings[0].id]
    assert any("1 comment on a passage" in found for found in parcel.findings)


def test_notes_on_passages_without_codes_keep_their_words(tmp_path: Path) -> None:
    marks = (
        selection(0, 8, "<Description>Hvem?</Description>", f'creatingUser="{KARI}"', n=1),
        selection(5, 5, "<Description>Her</Description>", f'creatingUser="{KARI}"', n=2),
    )
    parcel = read_project(project(tmp_path / "p.qdpx", USERS + sources(*marks)))
    (memo,) = parcel.memos
    assert memo.target.kind is TargetKind.TRANSCRIPT
    assert memo.text == "“Vi deler”: Hvem?\n\nHer"
    assert any("2 notes on passages" in found for found in parcel.findings)


def test_notes_on_texts_codes_and_the_project(tmp_path: Path) -> None:
    ref = f'<NoteRef targetGUID="{NOTE}"/>'
    named = note("Kort", 'name="Om"')
    about_text = f"{sources(ref)}<Notes>{named}</Notes>"
    (memo,) = read_project(project(tmp_path / "a.qdpx", USERS + about_text)).memos
    assert (memo.target.kind, memo.target.id, memo.text) == (
        TargetKind.TRANSCRIPT,
        TEXT,
        "Om\nKort",
    )
    about_code = book(code("A", inside=ref)) + f"<Notes>{note('Kort')}</Notes>"
    (memo,) = read_project(project(tmp_path / "b.qdpx", USERS + about_code)).memos
    assert (memo.target.kind, memo.target.id, memo.id) == (TargetKind.CODE, CODE, NOTE)
    gone = f'<NoteRef targetGUID="{CASE}"/>'
    loose = f"<Notes>{note('Løst')}</Notes><Description>Hele</Description>{ref}{gone}"
    parcel = read_project(project(tmp_path / "c.qdpx", USERS + loose))
    assert [(m.coder, m.text) for m in parcel.memos] == [("Unknown coder", "Hele"), ("per", "Løst")]
    assert lost(parcel) == {"missing_note": 1}


def variable(name: str, guid: str, value: str) -> str:
    return f'<VariableValue><VariableRef targetGUID="{guid}"/>{value}</VariableValue>'


def test_cases_variables_and_nameless_cases(tmp_path: Path) -> None:
    one, two = (f"99999999-0000-4000-8000-00000000000{n}" for n in (1, 2))
    variables = (
        f'<Variables><Variable guid="{one}" name="Sted" typeOfVariable="Text">'
        "<Description>hvor</Description></Variable>"
        f'<Variable guid="{two}" name="Alder" typeOfVariable="Float"/></Variables>'
    )
    place = variable("Sted", one, "<TextValue> Ås </TextValue>")
    age = variable("Alder", two, "<FloatValue>54.0</FloatValue>")
    at, outside = (f"0000000{n}-0000-4000-8000-0000000000aa" for n in (1, 3))
    cases = (
        f'<Cases><Case guid="{CASE}" name="Åse"><Description>leder</Description>'
        f'{age}<SourceRef targetGUID="{TEXT}"/><SourceRef targetGUID="{PER}"/>'
        f'<SelectionRef targetGUID="{at}"/><SelectionRef targetGUID="{outside}"/></Case>'
        f'<Case guid="{CASE[:-1]}2">{place}<SourceRef targetGUID="{TEXT}"/></Case></Cases>'
    )
    own = variable("Alder", two, "<IntegerValue>7</IntegerValue>")
    body = (
        variables
        + cases
        + sources(
            selection(0, 8),
            selection(5, 99, n=3),
            own,
            variable("", KARI, "<TextValue>x</TextValue>"),
        )
    )
    parcel = read_project(project(tmp_path / "p.qdpx", body))
    assert parcel.texts[0].attributes == {"Sted": "Ås", "Alder": "7"}
    (case,) = parcel.cases
    assert (case.id, case.name, case.texts) == (CASE, "Åse", (TEXT,))
    assert case.attributes == {"Alder": "54.0", "description": "leder"}
    assert case.spans == ((TEXT, Span(0, 8)),)
    assert lost(parcel) == {"variable": 1, "case_place": 2}


def test_a_case_among_the_codes_is_a_case(tmp_path: Path) -> None:
    codes = book(code("Åse", CASE, code("Under", NOTE)), code("Ensomhet"))
    marks = selection(0, 8, coding(target=CASE, n=1), n=1) + selection(9, 13, coding(n=2), n=2)
    body = codes + f'<Cases><Case guid="{CASE.upper()}" name="Åse"/></Cases>' + sources(marks)
    parcel = read_project(project(tmp_path / "p.qdpx", body, "NVivo 12.6"))
    assert paths(parcel) == ["Under", "Ensomhet"]
    assert parcel.cases[0].spans == ((TEXT, Span(0, 8)),)
    assert [c.code for c in parcel.codings] == [CODE]
    assert parcel.left == ()
    assert any("1 case that was listed" in found for found in parcel.findings)


def test_what_is_no_text_is_counted(tmp_path: Path) -> None:
    media = "".join(
        f'<{kind}Source guid="{n:08d}-0000-4000-8000-000000000000" name="{kind}">'
        f"<{kind}Selection>{coding(n=n)}</{kind}Selection></{kind}Source>"
        for n, kind in enumerate(("Picture", "PDF", "Audio", "Video"), start=20)
    )
    rest = (
        f"<Notes>{note('Kodet', '', selection(0, 2, coding(n=3)))}</Notes>"
        f'<Links><Link guid="{KARI}" originGUID="{CODE}" targetGUID="{TEXT}"/></Links>'
        f'<Sets><Set guid="{PER}" name="S"/></Sets><Graphs><Graph guid="{CASE}"/></Graphs>'
    )
    body = USERS + sources(coding(n=7)).replace("</Sources>", media + "</Sources>") + rest
    parcel = read_project(project(tmp_path / "p.qdpx", body))
    assert lost(parcel) == {
        "whole_text": 1,
        "picture": 1,
        "pdf": 1,
        "audio": 1,
        "video": 1,
        "media_coding": 4,
        "note_coding": 1,
        "link": 1,
        "set": 1,
        "graph": 1,
    }
    assert all(item.what for item in parcel.left)


def test_the_text_beside_a_pdf_is_a_text(tmp_path: Path) -> None:
    same = selection(0, 8, coding(n=1), n=1).replace("PlainText", "PDF")
    two = coding(n=5) + coding(n=6)
    alone = selection(0, 8, two, n=5).replace("PlainText", "PDF")
    inner = text_source(STORY, selection(0, 8, coding(n=1), n=1)).replace(
        "TextSource", "Representation"
    )
    pdf = f'<PDFSource guid="{PER}" name="Rapport">{same}{alone}{inner}</PDFSource>'
    case = f'<Cases><Case guid="{CASE}" name="A"><SourceRef targetGUID="{PER}"/></Case></Cases>'
    parcel = read_project(project(tmp_path / "p.qdpx", f"{case}<Sources>{pdf}</Sources>"))
    assert [text.name for text in parcel.texts] == ["Rapport"]
    assert [c.span for c in parcel.codings] == [Span(0, 8)]
    assert parcel.cases[0].texts == (TEXT,)
    assert lost(parcel) == {"media_coding": 2}


def test_what_stands_in_a_text_too_is_not_lost(tmp_path: Path) -> None:
    mark = f"<TranscriptSelection>{coding(n=1)}{coding(n=2)}</TranscriptSelection>"
    sound = f'<AudioSource guid="{PER}" name="Opptak"><Transcript>{mark}</Transcript></AudioSource>'
    body = sources(selection(0, 8, coding(n=1))).replace("<Sources>", f"<Sources>{sound}")
    parcel = read_project(project(tmp_path / "p.qdpx", body))
    assert lost(parcel) == {"audio": 1, "media_coding": 1}
    assert len(parcel.codings) == 1


def test_names_are_made_safe(tmp_path: Path) -> None:
    text = "Hei \x1b[31mrød"
    source = f'<TextSource guid="{TEXT}" name="A\u202eB&#9;C" plainTextPath="internal://t.txt"/>'
    body = book(code("Rom\u2028sal")) + f"<Sources>{source}</Sources>"
    path = project(tmp_path / "p.qdpx", body, files={"sources/t.txt": text.encode()})
    parcel = read_project(path)
    assert parcel.texts[0].name == "A⟨U+202E⟩B C"
    assert parcel.codebook.codes[0].name == "Rom sal"
    assert parcel.texts[0].text == text  # as it is: places count every character


def test_the_one_project_at_the_root(tmp_path: Path) -> None:
    body = Program("X").xml("")
    many = {"Andre.qde": body, "PROJECT.QDE": Program("Y").xml(""), "mappe/project.qde": body}
    assert read_project(pack(tmp_path / "a.qdpx", many)).origin == "Y"
    two = {"a/project.qde": body, "b/x.qde": body}
    for files in ({"a.qde": body, "b.qde": body}, two, {"les.txt": b""}):
        with pytest.raises(DataError) as caught:
            read_project(pack(tmp_path / "b.qdpx", files))
        assert "b.qdpx" in caught.value.message and caught.value.cure
    assert members(tmp_path / "b.qdpx")
