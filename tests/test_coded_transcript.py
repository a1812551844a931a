"""Coded transcripts in Word: comments where their codes are, marks that tell without colour."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from fake_study import BOOK, INTERVIEW, WORKSHOP, coding, memo, study
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kodeverk.analysis.margins import CodedTranscripts
from kodeverk.coded import CodedTranscript, CodeMark, Legend, Margin
from kodeverk.corpus.canonical import parse_turns
from kodeverk.export import codebook
from kodeverk.export.paint import tint
from kodeverk.export.readback import W, is_ours
from kodeverk.export.transcript import document, file_name
from kodeverk.model import Codebook, Coding, Loss, Rule, Span, TargetKind, Transcript
from kodeverk.report import Options

NOW = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
EN = Options(language="en")
AT = "2026-11-22T07:57:48.951Z"
Here = dict[int, str]


def q(name: str) -> str:
    return f"{{{W}}}{name}"


def part(data: bytes, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return etree.fromstring(archive.read(name))


def commented(data: bytes) -> Here:
    """Return the text within each comment's range; a new paragraph is an empty line."""
    found: dict[int, str] = {}
    open_: set[int] = set()
    closed: set[int] = set()
    referred = []
    for element in part(data).iter():
        name = etree.QName(element).localname
        number = int(element.get(q("id")) or -1)
        if name == "commentRangeStart":
            assert number not in found
            open_.add(number)
            found[number] = ""
        elif name == "commentRangeEnd":
            open_.remove(number)
            closed.add(number)
        elif name == "commentReference":
            assert number in closed
            referred.append(number)
        elif name in ("t", "br", "p"):
            piece = {"t": element.text or "", "br": "\n", "p": "\n\n"}[name]
            for each in open_:
                found[each] += piece
    assert not open_
    assert sorted(referred) == sorted(found)
    assert len(set(referred)) == len(referred)
    return found


def coded(*codings: Coding, options: Options = EN, **more: object) -> CodedTranscript:
    made = study(*codings, memos=more.pop("memos", ()))  # type: ignore[arg-type]
    found = CodedTranscripts(replace(made, **more), options)  # type: ignore[arg-type]
    return next(each for each in found if each.transcript is INTERVIEW)


# --- comments


def test_a_comment_is_where_its_codes_are() -> None:
    first = coding(INTERVIEW, "Det er fint.", "syn.rom", id="c1", at=AT)
    same = coding(INTERVIEW, "Det er fint.", "kon", at="2026-11-22T06:00:00Z")
    other = coding(INTERVIEW, "fint. Vi deler", "kon", "ola nordmann", at="2026-11-22T09:00:00Z")
    memos = [memo(TargetKind.CODING, "c1", "Husk\ndette & <mer>"), *_memos_by_others()]
    data = document(coded(first, same, other, memos=memos), now=NOW)
    read = [
        (c.author, c.initials, c.text, f"{c.timestamp:%H:%M:%S %Z}")
        for c in Document(io.BytesIO(data)).comments
    ]
    room = "Synergi / Felles rom"
    assert read == [
        ("kari", "KA", f"{room}\nHusk\ndette & <mer>\nKonflikt", "07:57:48 UTC"),
        ("per", "PE", f"{room}\nEnig", "08:00:00 UTC"),
        ("ola nordmann", "ON", "Konflikt", "09:00:00 UTC"),
    ]
    assert commented(data) == {0: "Det er fint.", 1: "Det er fint.", 2: "fint. Vi deler"}
    dates = [c.get(q("date")) for c in part(data, "word/comments.xml")]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(date)) for date in dates)


def _memos_by_others() -> list[object]:
    return [memo(TargetKind.CODING, "c1", "Enig", "per")]


def test_a_comment_over_several_turns() -> None:
    body = INTERVIEW.body
    span = Span(body.index("står vi der"), body.index("det vi som") + 6)
    data = document(coded(coding(INTERVIEW, span, "kon")), now=NOW)
    assert commented(data)[0].split("\n\n") == [
        "står vi der.",
        "[00:00:14] Interviewer: Hva skjer da?",
        "[00:00:21] Informant 1: Da er det vi",
    ]


def test_a_coded_name_has_its_comment() -> None:
    start = INTERVIEW.body.index("Gro")
    data = document(coded(coding(INTERVIEW, Span(start, start + 3), "kon")), now=NOW)
    assert commented(data)[0] == "[00:00:07] Informant 1: "
    assert "Gro" not in "".join(map(str, part(data).itertext()))
    named = document(coded(options=replace(EN, anonymous=False)), now=NOW)
    assert "Gro Åsvang: " in "".join(map(str, part(named).itertext()))


TEXT = "Ja, vi deler alt. Så\ndeler vi igjen."
PLAIN = "\n\n".join(f"[00:00:0{n}] Kari: {TEXT}" for n in range(4))
FOUR = replace(
    INTERVIEW, body=PLAIN, turns=parse_turns(PLAIN, (replace(INTERVIEW.speakers[1], name="Kari"),))
)
spans = st.tuples(*[st.integers(0, len(PLAIN))] * 2).map(lambda p: Span(min(p), max(p)))


@settings(max_examples=60)
@given(st.lists(spans, max_size=8))
def test_many_overlapping_comments_stay_true(found: list[Span]) -> None:
    spans_ = [span for span in sorted(found) if len(span)]
    margins = tuple(Margin(span, "kari", AT, (("Konflikt", ""),)) for span in spans_)
    data = document(CodedTranscript(FOUR, margins=margins, language="en"), now=NOW)
    shown = commented(data)
    assert sorted(shown) == list(range(len(spans_)))
    for number, span in enumerate(spans_):
        # In the order of the text, all that is said in the span is within the comment.
        said = [
            PLAIN[max(t.text.start, span.start) : min(t.text.end, span.end)] for t in FOUR.turns
        ]
        within = [text for text in said if text]
        heads = re.sub(r"\[[\d:]+\] Kari: ", "", shown[number])
        assert [piece for piece in heads.split("\n\n") if piece] == within
    body = "".join(t.text or "" for t in part(data).iter(q("t")))
    assert body.endswith("".join(f"[00:00:0{n}] Kari: {TEXT}" for n in range(4)).replace("\n", ""))


def test_ten_thousand_comments_are_a_valid_file() -> None:
    margins = tuple(
        Margin(Span(n % 80, n % 80 + 30), f"koder {n % 3}", AT, (("Konflikt", ""),))
        for n in range(10_000)
    )
    data = document(CodedTranscript(FOUR, margins=margins), now=NOW)
    assert len(list(Document(io.BytesIO(data)).comments)) == len(commented(data)) == 10_000


# --- marks


def test_marks_tell_with_letters_what_colours_do() -> None:
    alone = coding(INTERVIEW, "Hva skjer da?", "kon")
    wide = coding(INTERVIEW, "Det er fint. Vi deler alt nå", "syn.rom")
    again = coding(INTERVIEW, "fint. Vi deler alt nå, og", "syn.rom", "ola")
    inner = coding(INTERVIEW, "Vi deler", "kon")
    made = coded(alone, wide, again, inner)
    data = document(made, marks=True, now=NOW)
    letters = {row.path: row.letters for row in made.legend}
    room, kon = letters["Synergi / Felles rom"], letters["Konflikt"]
    text = "".join(t.text or "" for t in part(data).iter(q("t")))
    assert f": [{room}Det er fint. [{kon}Vi deler{kon}] alt nå, og{room}] folk" in text
    assert f"Hva skjer da?{kon}[00:00:21]" in text
    assert [(row.path, row.marks) for row in made.legend] == [
        ("Synergi / Felles rom", 1),
        ("Konflikt", 2),
    ]
    shared = [r for r in part(data).iter(q("r")) if r.find(f".//{q('u')}") is not None]
    assert ["".join(map(str, r.itertext())) for r in shared] == ["Vi deler"]
    assert "word/comments.xml" not in zipfile.ZipFile(io.BytesIO(data)).namelist()


@settings(max_examples=60)
@given(st.lists(spans, max_size=8))
def test_marks_leave_the_text_as_it_is(found: list[Span]) -> None:
    marks = tuple(CodeMark(span, "Æ") for span in sorted(found) if len(span))
    legend = (Legend("Æ", "Kode", "#009000", len(marks)),)
    made = CodedTranscript(FOUR, marks=marks, legend=legend, language="en")
    root = part(document(made, marks=True, now=NOW))
    for run in list(root.iter(q("r"))):
        if run.find(f".//{q('vertAlign')}") is not None:
            assert re.fullmatch(r"\[?Æ\]?", "".join(map(str, run.itertext())))
            run.clear()
    body = "".join(t.text or "" for t in root.iter(q("t")))
    assert body.endswith("".join(f"[00:00:0{n}] Kari: {TEXT}" for n in range(4)).replace("\n", ""))


def test_the_innermost_code_gives_the_ground() -> None:
    marks = (CodeMark(Span(17, 40), "A"), CodeMark(Span(20, 30), "B"))
    legend = (Legend("A", "Ytre", "#ff0000", 1), Legend("B", "Indre", "#0000ff", 1))
    made = CodedTranscript(FOUR, marks=marks, legend=legend)
    runs = part(document(made, marks=True, now=NOW)).iter(q("r"))
    grounds = [
        (shade.get(q("fill")), "".join(t.text or "" for t in run.iter(q("t"))))
        for run in runs
        if (shade := run.find(f".//{q('shd')}")) is not None and run.find(f".//{q('b')}") is None
    ]
    red, blue = tint("#ff0000"), tint("#0000ff")
    said = [(red, PLAIN[17:20]), (blue, PLAIN[20:30]), (red, PLAIN[30:40].replace("\n", ""))]
    assert grounds == [(red, "A"), (blue, "B"), *said]


@given(st.integers(0, 0xFFFFFF))
def test_black_letters_stand_out_on_every_tint(color: int) -> None:
    def linear(part: int) -> float:
        value = part / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in bytes.fromhex(tint(f"#{color:06x}")))
    assert (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) / 0.05 >= 7


# --- all else


def test_what_stands_before_the_text() -> None:
    losses = (Loss("ola@pc", 2, "kari", AT),)
    memos = [memo(TargetKind.TRANSCRIPT, "mysen-01", "Rolig intervju.")]
    made = coded(coding(INTERVIEW, "Det er fint.", "kon"), memos=memos, losses=losses)
    read = Document(io.BytesIO(document(made, now=NOW)))
    lines = [p.text for p in read.paragraphs]
    assert lines[:9] == [
        "Intervju 1",
        "Kind: Interview",
        "Date: 2026-02-16",
        "Place: Mysen",
        "Speakers: Interviewer; Informant 1 (bibliotek)",
        "Codings: 1",
        "Coders: kari",
        "2 changes recorded by ola (codings, memos or removals) are lost, "
        "and are in no figure here.",
        "Memo by kari: Rolig intervju.",
    ]
    assert read.core_properties.author == "Bibliotek og torg"
    assert read.core_properties.title == "Intervju 1"
    assert read.core_properties.created == NOW


def test_a_text_in_another_language_says_so() -> None:
    spoken = [x.get(q("val")) for x in part(document(coded(), now=NOW)).iter(q("lang"))]
    assert set(spoken) == {"nb-NO"}
    same = document(coded(options=Options(language="nb")), now=NOW)
    assert not list(part(same).iter(q("lang")))


def test_what_to_look_at_before_transcripts_are_shared() -> None:
    told = replace(INTERVIEW, title="Gro på torget")
    made = replace(study(coding(told, "Det er fint.", "kon")), texts=(told, WORKSHOP))
    kinds = [n.code for n in CodedTranscripts(made, EN).notices()]
    assert kinds == ["names", *["k-informants"] * 2]
    kinds = [n.code for n in CodedTranscripts(made, replace(EN, anonymous=False)).notices()]
    assert "named" in kinds and "names" not in kinds


def test_every_file_has_a_name_of_its_own() -> None:
    taken: set[str] = set()
    ids = ("int-01", "INT-01", "å/b", "å:b")
    made = [CodedTranscript(replace(INTERVIEW, id=each)) for each in ids]
    assert [file_name(each, taken) for each in made] == [
        "int-01.docx",
        "INT-01 (2).docx",
        "å_b.docx",
        "å_b (2).docx",
    ]


def test_a_transcript_without_anything(tmp_path: Path) -> None:
    empty = Transcript(id="tom", title="", kind=INTERVIEW.kind, body="", digest="")
    path = tmp_path / "tom.docx"
    path.write_bytes(document(CodedTranscript(empty), now=NOW))
    assert is_ours(path)
    assert document(CodedTranscript(empty), marks=True, now=NOW)


# --- the codebook


def test_the_codebook_can_be_read_in_word() -> None:
    codes = list(BOOK.codes)
    codes[1] = replace(
        codes[1],
        include="Når de deler.",
        exclude="Når de krangler.",
        examples=("Vi deler alt.",),
        cues=("dele", "rom"),
        counter_cues=("krangle",),
        color="#009000",
        key="1",
    )
    book = Codebook(title="Synergi & sånt", version="2", rules=(Rule("r", "Kod korte spenn."),))
    book = replace(book, codes=tuple(codes))
    data = codebook.document(book, "en", "Torget", counts={"syn.rom": 3}, now=NOW)
    read = Document(io.BytesIO(data))
    lines = [(p.style.name if p.style else "", p.text) for p in read.paragraphs]
    assert [text for style, text in lines if style.startswith("Heading")] == [
        "Synergi & sånt",
        "Rules for coding",
        *[code.name for code in codes],
    ]
    texts = [text for _style, text in lines]
    at = texts.index("Felles rom")
    assert texts[at : at + 9] == [
        "Felles rom",
        " 1          Colour #009000   Id: syn.rom   Key: 1   3 codings",
        "Rommet gir noe til begge.",
        "Used when: Når de deler.",
        "Not used when: Når de krangler.",
        "Words that speak for it: dele, rom",
        "Words that speak against it: krangle",
        "Examples",
        "Vi deler alt.",
    ]
    assert "only gathers the codes below it" in texts[texts.index("Synergi") + 1]


def test_the_codebook_as_a_sheet() -> None:
    from openpyxl import load_workbook

    code = replace(BOOK.codes[1], examples=("=1+1", "to"), definition="a\x0bb")
    buffer = io.BytesIO()
    altered = codebook.sheet(replace(BOOK, codes=(BOOK.codes[0], code)), buffer, "en")
    assert altered.cleaned == 1
    (made,) = load_workbook(buffer).worksheets
    rows = [[cell.value for cell in line] for line in made.iter_rows()]
    assert rows[2][:4] == ["syn.rom", "syn", "Felles rom", "ab"]
    assert rows[2][6] == "=1+1\nto"
    assert [line[11] for line in rows[1:]] == ["no", "yes"]


@pytest.mark.parametrize(
    ("at", "date"),
    [
        ("", None),
        ("i går", None),
        ("2026-13-01", None),
        ("0001-01-01T00:00:00.000Z", None),
        ("9999-12-31T23:00:00-05:00", None),
        ("2026-03-01T10:00:00.999+02:00", "2026-03-01T08:00:00Z"),
        ("2026-03-01T10:00:00", "2026-03-01T10:00:00Z"),
    ],
)
def test_a_moment_is_told_in_utc_or_not_at_all(at: str, date: str | None) -> None:
    margins = (Margin(Span(0, 5), "kari", at, (("Konflikt", ""),)),)
    (comment,) = part(document(CodedTranscript(FOUR, margins=margins)), "word/comments.xml")
    assert comment.get(q("date")) == date
