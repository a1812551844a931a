"""Project files of other programs: their places are counted right, however each counts."""

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from refi_files import DATA, Program

from kodeverk.interchange.refi import read_codebook, read_project
from kodeverk.interchange.refi.offsets import Body, Places, Reading, agrees, name_of
from kodeverk.model import Coding, Span, TargetKind

PROGRAMS = {
    "nvivo-windows": Program(
        "NVivo 12.6",
        bom=True,
        newline="\r\n",
        pairs=2,
        units=True,
        folder="Sources/",
        inner="Project.qde",
        maker="per",
    ),
    "nvivo-mac": Program("NVIVO 12.7", units=True, maker="per"),
    "qualcoder": Program("QualCoder 3.8", bom=True, folder="Sources/", xml_bom=True),
    "qualcoder-maxqda": Program("QualCoder 4.0 Beta", bom=True, newline="\r\n"),
    "qc": Program("Qualitative Coding", folder=""),
    "atlas": Program("ATLAS.ti 23.4.0", newline="\r\n", inner="Mitt Prosjekt.QDE"),
    "maxqda": Program("MAXQDA 24", newline="\r\n", method=zipfile.ZIP_STORED),
    "transana": Program("Transana 5", namespace="urn:QDA-XML:project:0:10"),
    "nobody": Program("", newline="\r\n", pairs=2),
    "units": Program("Et program", newline="\r\n", units=True),
}
LINES = [
    "Åse 😀: Jeg følte meg alene 😀😀 da vi flyttet.",
    "Per: Det gikk bra 👩‍👩‍👧 etter hvert, syns jeg.",
    "Åse: Kafeen 🎸 ble møteplassen vår.",
    "Per: Ja, og biblioteket 📚📚 også.",
] * 3
STORY = "\n".join(LINES)


def sentences() -> list[tuple[int, int]]:
    marks, start = [], 0
    for line in LINES:
        marks.append((start, start + len(line)))
        start += len(line) + 1
    return marks


@pytest.mark.parametrize("named", [True, False], ids=["named", "unnamed"])
@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_every_program_is_read_as_it_counts(tmp_path: Path, program: Program, named: bool) -> None:
    marks = sentences()
    path = program.project(tmp_path / "p.qdpx", STORY, marks, named=named)
    parcel = read_project(path)
    assert parcel.texts[0].text == STORY
    assert [coding.span for coding in parcel.codings] == [Span(*mark) for mark in marks]
    assert {coding.coder for coding in parcel.codings} == {"kari"}
    assert parcel.left == ()
    (finding,) = parcel.findings
    assert ("UTF-16" in finding) == program.units
    assert ("as they are named" if named else "between words") in finding
    assert ("emoji" in finding) and ("Windows" in finding) == (program.newline == "\r\n")
    assert ("as one" in finding) == (program.newline == "\r\n" and program.pairs == 1)


@given(
    st.sampled_from(list(PROGRAMS.values())),
    st.lists(
        st.sampled_from(["vi ", "😀", "\n", "å", "e\u0301n", "👩‍👧 ", "Bo. "]),
        min_size=3,
        max_size=40,
    ),
    st.data(),
)
def test_named_passages_read_as_they_are_named(
    program: Program, parts: list[str], data: st.DataObject
) -> None:
    text = "".join(parts)
    starts = st.integers(0, len(text) - 1)
    marks = [
        (start, data.draw(st.integers(start + 1, len(text))))
        for start in data.draw(st.lists(starts, min_size=1, max_size=5))
    ]
    names = [name_of(text[start:end]) for start, end in marks]
    assume(all(names))
    with TemporaryDirectory() as folder:
        parcel = read_project(program.project(Path(folder) / "p.qdpx", text, marks))
    read = [parcel.texts[0].text[c.span.start : c.span.end] for c in parcel.codings]
    assert [name_of(words) for words in read] == names


@given(st.text("a😀é\n", max_size=20), st.sampled_from(Reading), st.booleans())
def test_places_count_there_and_back(text: str, reading: Reading, windows: bool) -> None:
    body = Body(text.replace("\n", "\r\n") if windows else text)
    places = Places(body, reading)
    assert body.text == text
    counted = [places.counted(offset) for offset in range(len(text) + 1)]
    wide = text.count("\n") if windows and reading.wide_newlines else 0
    wide += text.count("😀") if reading.units else 0
    assert counted[-1] == len(text) + wide
    for offset, place in enumerate(counted):
        assert places.span(place, counted[-1]) == Span(offset, len(text))
    assert places.span(0, counted[-1] + 1) is None
    assert places.span(-1, 0) is None
    # Within an emoji is nowhere; between CR and LF is where the line ends.
    for between in set(range(counted[-1])) - set(counted):
        offset = max(n for n, place in enumerate(counted) if place < between)
        halved = None if text[offset] == "😀" else Span(0, offset)
        assert places.span(0, between) == halved


def test_the_program_decides_where_the_file_cannot(tmp_path: Path) -> None:
    # Blanks only: neither names nor words tell which reading is right.
    for origin, span in (("NVivo 14", Span(3, 5)), ("QualCoder 3.8", Span(4, 6))):
        path = Program(origin).project(tmp_path / "p.qdpx", "-😀" + "-" * 20, [(4, 6)], named=False)
        parcel = read_project(path)
        assert [coding.span for coding in parcel.codings] == [span]
        assert origin in parcel.findings[0]


def test_nothing_is_said_of_emoji_where_there_are_none(tmp_path: Path) -> None:
    path = PROGRAMS["nvivo-mac"].project(tmp_path / "p.qdpx", "Vi deler sal.", [(0, 8)])
    (finding,) = read_project(path).findings
    assert finding == "However places in texts are counted, they are the same in this file."


def test_a_bad_fit_is_said_aloud(tmp_path: Path) -> None:
    marks = [(start + 3, start + 14) for start, _end in sentences()]
    shifted = STORY.replace("Åse", "Aase").replace("Per", "Peder")
    path = Program("X").project(tmp_path / "p.qdpx", STORY, marks)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, shifted.encode() if name.endswith(".txt") else data)
    parcel = read_project(path)
    assert any(finding.startswith("BEWARE") for finding in parcel.findings)
    assert len(parcel.codings) == len(marks)  # told, and not thrown away


def test_one_passage_that_is_not_as_named_is_counted(tmp_path: Path) -> None:
    program = PROGRAMS["qc"]
    path = program.project(tmp_path / "p.qdpx", STORY, sentences())
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = " ".join(LINES[1].split()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for member, data in files.items():
            archive.writestr(member, data.replace(b'name="' + name, b'name="Noe annet', 1))
    assert any("1 passage does not read" in found for found in read_project(path).findings)


def test_names_are_compared_as_programs_cut_them() -> None:
    assert agrees("Vi  deler\n\tsal", "Vi deler sal")
    assert agrees("Vi deler sal og rom", "Vi deler…")
    assert agrees("Vi deler sal og rom", "Vi deler ...")
    assert agrees("Caf\u0065\u0301 her", "Café her")
    assert agrees("a" * 90 + "e\u0301" * 20, name_of("a" * 90 + "e\u0301" * 20))
    assert not agrees("Vi deler sal", "Vi deler")
    assert not agrees("Vi deler sal", "")
    assert not agrees("Vi deler sal", "…")


def quotes(path: Path) -> dict[tuple[str, str, str], Coding]:
    parcel = read_project(path)
    texts = {text.id: text.text for text in parcel.texts}
    found = {}
    for coding in parcel.codings:
        quote = texts[coding.transcript][coding.span.start : coding.span.end]
        code = parcel.codebook.get(coding.code)
        assert code is not None
        found[quote, code.name, coding.coder] = coding
    return found


@pytest.mark.parametrize("name", ["KodeverkFixture.qdpx", "KodeverkFixture-maxqda-endings.qdpx"])
def test_what_qualcoder_wrote(name: str) -> None:
    path = DATA / name
    assert set(quotes(path)) == {
        ("Jeg følte meg alene 😀", "Loneliness", "anna"),
        ("følte meg alene 😀 og trøtt", "Loneliness", "bjarne"),
        ("trøtt", "Tiredness", "anna"),
        ("trøtt", "Tiredness", "bjarne"),
        ("kolleger hjalp meg", "Colleagues", "anna"),
        ("kolleger hjalp meg & sjefen", "Colleagues", "bjarne"),
        ('sjefen sa "ta den tida du treng" <smil>', "Manager", "anna"),
        ("Cafe\u0301 talk", "Unsorted", "bjarne"),
        ("fine 👩‍👩‍👧 really", "Unsorted", "anna"),
        ("the team", "Colleagues", "bjarne"),
    }
    parcel = read_project(path)
    book = parcel.codebook
    assert [book.path(code.id) for code in book.codes][-3:] == [
        "Support / Colleagues",
        "Support / Colleagues / Close colleagues",
        "Support / Manager",
    ]
    assert {c.name for c in book.codes if not c.codable} == {"Emotions", "Negative", "Support"}
    said = {(memo.target.kind, memo.coder): memo.text for memo in parcel.memos}
    assert said[TargetKind.CODING, "anna"] == "Sterkt uttrykk"
    assert said[TargetKind.CODING, "bjarne"] == "enig med Anna?"
    about = said[TargetKind.TRANSCRIPT, "anna"]
    assert about == "Kildememo én\n\n“den første måneden”: Sjekk tidslinje"
    journal = "Refleksjonsnotat 1\nDag 1: mye ensomhet.\nNy linje."
    assert said[TargetKind.PROJECT, "anna"] == journal
    assert [dict(text.attributes) for text in parcel.texts] == [
        {"Site": "Bergen"},
        {"Site": "Tromsø"},
    ]
    ages = {case.name: case.attributes["Age"] for case in parcel.cases}
    assert ages == {"Åse": "54", "Bjørn": "33"}
    assert parcel.left == ()


def test_the_reference_project() -> None:
    path = DATA / "reference.qdpx"
    assert set(quotes(path)) == {
        ("vanskelig 😀😀, særlig", "Ensomhet", "anna"),
        ("vanskelig 😀😀, særlig", "Ensomhet", "bjarne"),
        ("😀😀, særlig den", "Negativ", "bjarne"),
        ("kolleger hjalp meg", "Støtte", "anna"),
        ('sjefen sa "ta den tida du treng" <smil>', "Ensomhet (støtte)", "bjarne"),
        ("Cafe\u0301 talk", "Støtte", "bjarne"),
        ("👩‍👩‍👧 fine", "Negativ", "anna"),
    }
    parcel = read_project(path)
    assert {(left.code, left.count) for left in parcel.left} == {
        ("variable", 1),
        ("link", 1),
        ("set", 2),
    }
    (case,) = parcel.cases
    assert case.texts == (parcel.texts[0].id,)


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("Codebook-KodeverkFixture.qdc", {"Emotions / Negative / Loneliness", "Unsorted"}),
        ("taguette.qdc", {"emotion / negative / lonely", "support / colleagues", "interesting"}),
    ],
)
def test_codebooks_of_other_programs(name: str, paths: set[str]) -> None:
    book = read_codebook(DATA / name).codebook
    assert paths <= {book.path(code.id) for code in book.codes}
