"""RTF files: every code page, what Word hides, and the layouts of transcripts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers.formats import read_bytes
from kodeverk.errors import ImportRefused

HEAD = rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset2 Wingdings;}}"


def read(body: bytes, head: bytes = HEAD) -> Draft:
    return read_bytes("prove.rtf", head + body + b"}")


def texts(body: bytes, head: bytes = HEAD) -> list[str]:
    return [turn.text for turn in read(body, head).turns]


def codes(draft: Draft) -> list[str]:
    return [notice.code for notice in draft.notices]


def refusal(data: bytes) -> str:
    with pytest.raises(ImportRefused) as caught:
        read_bytes("prove.rtf", data)
    return caught.value.code


def test_f4transkript() -> None:
    lines = (
        rb"I: Hva gj\'f8r du? #00:00:04-2#",
        rb"B1: Jeg rydder p\'e5 loftet. #00:00:09-8#",
        rb"I: Ja? #00:00:10-1#",
        rb"B1: \u197?, det er stort. #00:01:02-3#",
    )
    draft = read(rb"\pard\f0\fs22 " + b"\\par\r\n".join(lines) + rb"\par")
    assert [(turn.speaker, turn.time, turn.text) for turn in draft.turns] == [
        ("I", 0.0, "Hva gjør du?"),
        ("B1", 4.2, "Jeg rydder på loftet."),
        ("I", 9.8, "Ja?"),
        ("B1", 10.1, "Å, det er stort."),
    ]
    assert (draft.importer, codes(draft)) == ("rtf", [])


def test_names_in_bold() -> None:
    turns = (rb"{\b \'c5se} Hva?\par ", rb"\b Per\b0  Det.\par ", rb"{\b \'c5se} Ja.\par ")
    draft = read(b"".join(turns) + rb"\b Per\plain  Nei.")
    assert [(turn.speaker, turn.text) for turn in draft.turns] == [
        ("Åse", "Hva?"),
        ("Per", "Det."),
        ("Åse", "Ja."),
        ("Per", "Nei."),
    ]


@pytest.mark.parametrize(
    ("head", "body", "said"),
    [
        (rb"{\rtf1\ansi ", rb"Bl\'e5b\'e6r p\'e5 \'d8rlandet", "Blåbær på Ørlandet"),
        (rb"{\rtf1\mac ", rb"Bl\'8cb\'be r p\'8c \'afrlandet", "Blåbæ r på Ørlandet"),
        (rb"{\rtf1\pca ", rb"Bl\'86b\'91r p\'86 \'9drlandet", "Blåbær på Ørlandet"),
        (rb"{\rtf1\pc ", rb"Bl\'86b\'91r", "Blåbær"),
        (rb"{\rtf1\ansi\ansicpg1250 ", rb"\'bea\'e8ek", "ľaček"),
        (rb"{\rtf1\ansi\ansicpg99999 ", rb"\'e5", "å"),
        (
            rb"{\rtf1\ansi{\fonttbl{\f0\fcharset204 A;}{\f1\cpg437 B;}}",
            rb"\f0 \'c4\'e0 \f1 \'86",
            "Да å",
        ),
        (rb"{\rtf1\ansi\ansicpg932 ", rb"\'93\'fa\'96\'7b \'83A", "日本 ア"),
        (rb"{\rtf1\ansi\deff3{\fonttbl{\f3\fcharset77 A;}}", rb"\'8c{\f9 \'e5}\plain\'8c", "ååå"),
        (rb"{\rtf1\ansi ", "på loftet \\'e5".encode(), "på loftet å"),
    ],
)
def test_code_pages(head: bytes, body: bytes, said: str) -> None:
    assert texts(body, head) == [said]


def test_letters_of_unicode() -> None:
    assert texts(rb"a\u248\'f8b {\uc0 c\u230 d}{\uc2 e\u229\'e5xf}\u229 g\u248\endash h") == [
        "aøb cædeåfåøh"
    ]
    assert texts(rb"\u-10179?\u-8704?!") == ["😀!"]
    assert texts(rb"\uc2 s\u229 xyr\'f8d") == ["sårød"]
    for lost in (rb"\u-10179?a", rb"\u-8704?a", rb"\u-10179?\u-10179?\u-8704?a", rb"\u9999999?a"):
        draft = read(lost)
        assert draft.turns[0].text in ("\ufffda", "\ufffd😀a")
        assert codes(draft) == ["garbled"]
    assert codes(read(rb"a\'81")) == ["garbled"]


def test_signs_and_words() -> None:
    assert texts(
        rb"a\~b\_c\-d\\e\{f\} \lquote g\rquote  \ldblquote h\rdblquote  i\endash j\emdash k"
        rb"\bullet l\tab m\line n\'ado"
    ) == ["a\xa0b\u2011cd\\e{f} ‘g’ “h” i–j—k•l\tm\nno"]
    assert texts(b"en\\\nto\r\ntre\\par fire\\sect fem\\unknown99 seks") == [
        "en",
        "totre",
        "fire",
        "femseks",
    ]
    draft = read(rb"{\f1 J\'f0x}\u-4022?\u-3928?\f0 J")
    assert [turn.text for turn in draft.turns] == ["☺x☺J"]
    assert "2 symbols" in draft.notices[0].message


def test_what_no_reader_sees() -> None:
    assert texts(
        rb"{\colortbl;\red0;}{\stylesheet{\s0 Normal;}}{\info{\title Tittel}{\author Kari}}"
        rb"{\*\generator Program;}{\*\unknown borte {\b mer}}\pard "
        rb"{\listtext 1.\tab}en{\field{\*\fldinst HYPERLINK}{\fldrslt lenke}}"
        rb"{\xe nei}{\upr{ansi}{\*\ud{unicode}}}{\*\bkmkstart x}"
        b"{\\*\\blob \\bin4 }}{{}\\bin3 {{{ to\\par"
    ) == ["enlenkeunicode to"]


def test_tracked_changes_are_read_as_accepted() -> None:
    draft = read(
        rb"Vi {\deleted ikke }{\revised alltid }kommer{\deleted\par} og{\mvf  borte} g\'e5r"
        rb"\par slutt"
    )
    assert [turn.text for turn in draft.turns] == ["Vi alltid kommer og går", "slutt"]
    assert codes(draft) == ["tracked_changes"]
    assert codes(read(rb"{\revised nytt}")) == ["tracked_changes"]


def test_hidden_text_is_left_out_and_told() -> None:
    draft = read(rb"synlig {\v skjult}her\v borte\v0  igjen\v gone\plain  slutt")
    assert [turn.text for turn in draft.turns] == ["synlig her igjen slutt"]
    assert codes(draft) == ["hidden_text"]
    assert codes(read(rb"synlig{\v  }")) == []


def test_what_is_left_out_is_counted() -> None:
    draft = read(
        rb"{\header topp\par}{\footer \par}tekst{\footnote under {\pict 00}}"
        rb"{\footnote\ftnalt slutt}"
        rb"{\*\shppict{\pict ff00}}{\nonshppict{\pict ff}}{\pict\bin3 }}}}{\object{\*\objdata 01}"
        rb"{\result vist {\pict ff}}}{\mmath{\*\moMathPara{\*\moMath{\mr x}}}}"
        rb"{\shp{\*\shpinst{\sp{\sn pib}{\sv {\pict 00}}}}{\shprslt {\pict 00}}}"
    )
    assert [turn.text for turn in draft.turns] == ["tekstvist"]
    assert codes(draft) == ["dropped_content"]
    message = draft.notices[0].message
    for thing in ("2 footnotes", "1 header", "3 pictures", "1 equation", "1 embedded object"):
        assert thing in message


def test_text_boxes_come_once() -> None:
    box = (
        rb"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt \pard i boksen\par to\par}}"
        rb"{\shprslt{\*\do{\dptxbxtext i boksen\par to\par}}}}"
    )
    old = rb"{\*\do\dobxpage{\dptxbxtext gammel\par}}"
    assert texts(rb"ved " + box + rb"boksen" + old + rb"\par etter") == [
        "ved boksen",
        "i boksen",
        "to",
        "gammel",
        "etter",
    ]


def test_tables_row_by_row() -> None:
    nested = (
        rb"\pard\intbl\itap2 dypt\nestcell inne\nestcell{\*\nesttableprops\trowd\nestrow}"
        rb"{\nonesttables\par}\pard\intbl\itap1 ved\cell\row"
    )
    assert texts(
        rb"\pard f\'f8r\par\trowd\cellx1\pard\intbl a\cell b1\par b2\cell\row"
        rb"\trowd\pard\intbl c\cell\cell\row " + nested + rb"\pard\intbl x\cell y\pard\par etter"
    ) == ["før", "a\tb1\nb2", "c", "dypt\tinne\nved", "x", "y", "etter"]
    assert texts(rb"\trowd\pard\intbl a\cell b") == ["a", "b"]
    assert texts(rb"\pard\intbl\itap3 a\nestcell b\par\pard slutt") == ["a\tb", "slutt"]


def test_a_conversation_in_a_table() -> None:
    said = [
        ("Åse", "Hva synes du?"),
        ("Per", "Det er fint."),
        ("Åse", "Ja?"),
        ("Per", "Ja da, ja."),
    ]
    rows = [rf"\trowd\pard\intbl {n}\cell {t}\cell\row " for n, t in said]
    draft = read("".join(rows).encode("cp1252"))
    assert [(turn.speaker, turn.text) for turn in draft.turns] == said


def test_comments_keep_their_anchors() -> None:
    draft = read(
        rb"F\'f8rst {\*\atrfstart 1}dette\par og{\*\atrfend 1} s\'e5{\*\atnid KM}"
        rb"{\*\atnauthor Kari}"
        rb"\chatn{\*\annotation{\*\atnref 1}{\*\atndate 107153988}\pard F\'f8lg opp.\par Ja!}"
        rb" ikke{\*\atnauthor Per}{\*\annotation{\*\atndate x}L\'f8s.}"
    )
    assert [turn.text for turn in draft.turns] == ["Først dette", "og så ikke"]
    assert [(c.author, c.date, c.text, c.quote, c.said, c.point) for c in draft.comments] == [
        ("Kari", "2002-03-01T09:04:00", "Følg opp.\nJa!", "dette\nog", (5, 12), False),
        ("Per", "", "Løs.", "", (14, 18), True),
    ]
    about = rb"A {\*\atrfstart 2}{\deleted b}{\*\atrfend 2}{\*\annotation{\*\atnref 2}Borte.}"
    (comment,) = read(about).comments
    assert (comment.text, comment.said) == ("Borte.", None)


def test_what_cannot_be_read_is_refused() -> None:
    assert [
        refusal(data)
        for data in (
            b"",
            HEAD + b"}",
            HEAD + rb"{\*\x bare dette}}",
            HEAD[:-4],
            b"{" * 5 + HEAD,
            HEAD + b"{" * 501 + b"x" + b"}" * 502,
        )
    ] == ["empty", "no_text", "no_text", "corrupt", "wrong_type", "too_complex"]


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kodeverk.corpus.importers.rtf._MAX_TOKENS", 1000)
    assert refusal(HEAD + b"x{}" * 1000) == "too_complex"


def test_a_file_cut_off_says_so() -> None:
    draft = read_bytes("prove.rtf", HEAD + rb"\pard\intbl en\cell to {\b tre")
    assert [turn.text for turn in draft.turns] == ["en", "to tre"]
    assert "cut off" in draft.notices[0].message


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), st.integers(0, 3))
@settings(max_examples=100, deadline=None)
def test_every_letter_comes_through(text: str, spare: int) -> None:
    units = text.encode("utf-16-le")
    codes = [int.from_bytes(units[i : i + 2], "little") for i in range(0, len(units), 2)]
    written = "".join(
        rf"\u{code - 65536 if code > 32767 else code}" + (" " if not spare else "?" * spare)
        for code in codes
    )
    draft = read(rf"x\uc{spare} {written}\uc1 x".encode())
    assert draft.turns[0].text == read_bytes("a.txt", f"x{text}x".encode()).turns[0].text


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_no_bytes_do_harm(noise: bytes) -> None:
    for data in (HEAD + noise + b"}", HEAD + rb"\pard tekst\par " + noise):
        try:
            read_bytes("prove.rtf", data)
        except ImportRefused as refused:
            assert refused.code in ("no_text", "corrupt", "too_complex")
