"""Word files: what is lost elsewhere is found here, and what is left out is told."""

import re

from wordfiles import RELATIONS, paragraph, part, run, word

from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers.formats import read_bytes
from kodeverk.model import Kind, Role

BOLD = "<w:b/>"


def read(
    *body: str, parts: dict[str, str | bytes] | None = None, name: str = "prove.docx"
) -> Draft:
    return read_bytes(name, word(*body, parts=parts or {}))


def turns(draft: Draft) -> list[tuple[str | None, float | None, str]]:
    return [(turn.speaker, turn.time, turn.text) for turn in draft.turns]


def texts(*body: str, parts: dict[str, str | bytes] | None = None) -> list[str]:
    return [turn.text for turn in read(*body, parts=parts).turns]


def codes(draft: Draft) -> list[str]:
    return [notice.code for notice in draft.notices]


def message(draft: Draft) -> str:
    return " ".join(notice.message for notice in draft.notices)


def test_bold_names() -> None:
    draft = read(
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' + run("Verksted om huset") + "</w:p>",
        paragraph("Mysen, 10. mai 2022. Til stede: Åse Lund, Per Moe, Kari Dal."),
        paragraph(run("Åse: ", BOLD), run("Hva skjer?")),
        paragraph(run("Per", BOLD), run(": Ingenting.")),
        paragraph("Et avsnitt til."),
        paragraph(run("Åse: ", BOLD), run("Sånn: da går vi videre.")),
        paragraph(run("Kari: ", BOLD), run("Jeg kom nå.")),
        paragraph(run("Kari: ", BOLD), run("Beklager.")),
    )
    assert (draft.title, draft.date, draft.kind) == (
        "Verksted om huset",
        "2022-05-10",
        Kind.WORKSHOP,
    )
    assert turns(draft) == [
        ("Åse", None, "Hva skjer?"),
        ("Per", None, "Ingenting.\nEt avsnitt til."),
        ("Åse", None, "Sånn: da går vi videre."),
        ("Kari", None, "Jeg kom nå."),
        ("Kari", None, "Beklager."),
    ]
    assert codes(draft) == ["dropped_content"]  # who was there


def test_bold_names_without_a_colon() -> None:
    spoken = [
        ("Åse Lund", None, "Hva skjer?"),
        ("Per", None, "Ingenting.\nEt avsnitt til."),
        ("Åse Lund", None, "Sånn."),
        ("Per", None, "Ja."),
        ("Informant 2", None, "Jeg kom nå."),
    ]
    beside, alone = [], []
    for name, _time, said in spoken:
        first, *more = said.split("\n")
        rest = [paragraph(each) for each in more]
        beside += [paragraph(run(name, BOLD), run(f" {first}")), *rest]
        alone += [paragraph(run(name, BOLD)), paragraph(first), *rest]
    assert turns(read(*beside)) == spoken
    assert turns(read(*alone)) == spoken


def test_bold_words_and_headings_are_nobody() -> None:
    for body in (
        [
            paragraph(run("Mål", BOLD), run(" og mening.")),
            paragraph(run("Mål", BOLD), run(" igjen.")),
        ],
        [paragraph(run(name, BOLD)) for name in ("Mål", "Tiltak", "Mål", "Tiltak")],
        [
            each
            for name in ("Mysen", "Askim", "Mysen", "Askim")
            for each in (paragraph(run(name, BOLD)), *[paragraph("Et avsnitt til.")] * 6)
        ],
    ):
        assert {speaker for speaker, _time, _text in turns(read(*body))} == {None}


def rows(*cells: tuple[str, ...]) -> str:
    made = [[f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row] for row in cells]
    return f"<w:tbl>{''.join(f'<w:tr>{chr(10).join(row)}</w:tr>' for row in made)}</w:tbl>"


def test_a_conversation_in_a_table() -> None:
    said = [
        ("Åse", 1, "Hva synes du om huset?"),
        ("Per Moe", 10, "Jeg synes det er fint."),
        ("Åse", 15, "Hvorfor?"),
        ("Per Moe", 17, "Fordi."),
    ]
    table = rows(*((name, text) for name, _time, text in said))
    assert turns(read(table)) == [(name, None, text) for name, _time, text in said]
    timed = [(f"00:00:{time:02}", name, text) for name, time, text in said]
    draft = read(rows(("Tid", "Taler", "Tekst"), *timed))
    assert turns(draft) == said and not draft.title.startswith("Tid")
    turned = rows(*((name, f"[{time}]", text) for time, name, text in timed))
    assert turns(read(turned)) == said


def test_a_table_of_figures_is_no_conversation() -> None:
    for table in (
        rows(("Ja", "5"), ("Nei", "3"), ("Ja", "6"), ("Nei", "7")),
        rows(("Mysen", "to ansatte"), ("Askim", "tre ansatte"), ("Spydeberg", "en ansatt")),
    ):
        assert {speaker for speaker, _time, _text in turns(read(table))} == {None}
    prose = [paragraph("Et avsnitt uten taler.") for _ in range(9)]
    few = rows(("Ja", "sier de her"), ("Nei", "sier de der"), ("Ja", "nå da"), ("Nei", "nei da"))
    assert turns(read(*prose, few))[-1] == (None, None, "Nei\tnei da")


def teams(name: str, time: str, *said: str) -> str:
    breaks = "<w:br/>".join(f"<w:t>{text}</w:t>" for text in said)
    return (
        f"<w:p>{run(name, BOLD)}"
        f'<w:r><w:t xml:space="preserve">   {time}</w:t><w:br/></w:r><w:r>{breaks}</w:r></w:p>'
    )


def test_teams_of_today() -> None:
    draft = read(
        paragraph("Samtale i Grimdalen-20220224_090312-Møteopptak"),
        paragraph("24. februar 2022, 09:03"),
        paragraph("1t 12m 39s"),
        paragraph(run("Per Moe", BOLD), run(" startet transkripsjon")),
        teams("Per Moe", "0:04", "Hører du meg?"),
        teams("Åse Lund", "0:06", "Ja.", "Nå gjør jeg det."),
        teams("Åse Lund", "1:00:07", "Godt."),
        paragraph(run("Per Moe", BOLD), run(" stopped transcription")),
    )
    assert (draft.title, draft.date) == ("Samtale i Grimdalen", "2022-02-24")
    assert turns(draft) == [
        ("Per Moe", 4.0, "Hører du meg?"),
        ("Åse Lund", 6.0, "Ja.\nNå gjør jeg det. Godt."),
    ]
    assert codes(draft) == []


def test_teams_until_2022() -> None:
    old = "<w:br/>".join
    draft = read(
        "<w:p><w:r>"
        + old(f"<w:t>{t}</w:t>" for t in ("0:0:0.0 --&gt; 0:0:1.510", "Per Moe", "Hva nå?"))
        + "</w:r></w:p>",
        "<w:p><w:r>"
        + old(f"<w:t>{t}</w:t>" for t in ("0:0:2.90 --&gt; 0:0:3.5", "Åse Lund", "Det der."))
        + "</w:r></w:p>",
    )
    assert turns(draft) == [("Per Moe", 0.0, "Hva nå?"), ("Åse Lund", 2.09, "Det der.")]


def test_word_on_the_web() -> None:
    draft = read(
        paragraph("Transcript"),
        paragraph("samtale.m4a"),
        paragraph("00:00:05 Speaker 1"),
        paragraph("Hva nå?"),
        paragraph("00:00:08 Speaker 2"),
        paragraph("Det der."),
    )
    assert turns(draft) == [("Speaker 1", 5.0, "Hva nå?"), ("Speaker 2", 8.0, "Det der.")]
    assert [s.role for s in draft.speakers] == [Role.INTERVIEWER, Role.INFORMANT]


def test_tracked_changes_are_read_as_accepted() -> None:
    draft = read(
        "<w:p>" + run("Vi ") + '<w:del w:id="1"><w:r><w:delText>ikke </w:delText></w:r></w:del>'
        '<w:ins w:id="2">' + run("alltid ") + "</w:ins>" + run("kommer") + "</w:p>",
        '<w:p><w:moveFrom w:id="3">' + run("flyttet") + "</w:moveFrom></w:p>",
        '<w:p><w:moveTo w:id="4">' + run("flyttet hit") + "</w:moveTo></w:p>",
        '<w:ins w:id="5">' + paragraph("helt nytt") + "</w:ins>",
        '<w:p><w:pPr><w:rPr><w:del w:id="6"/></w:rPr></w:pPr>' + run("to ") + "</w:p>",
        paragraph("blir ett"),
    )
    assert [t.text for t in draft.turns] == [
        "Vi alltid kommer",
        "flyttet hit",
        "helt nytt",
        "to blir ett",
    ]
    assert codes(draft) == ["tracked_changes"]


def test_what_wraps_text_is_seen_through() -> None:
    assert texts(
        "<w:sdt><w:sdtPr/><w:sdtContent>" + paragraph("blokk") + "</w:sdtContent></w:sdt>",
        "<w:p><w:sdt><w:sdtContent>" + run("inne ") + "</w:sdtContent></w:sdt>"
        "<w:hyperlink>" + run("lenke ") + "</w:hyperlink>"
        '<w:fldSimple w:instr="REF">' + run("felt ") + "</w:fldSimple>"
        "<w:smartTag>" + run("merke ") + "</w:smartTag>"
        "<w:customXml>" + run("eget ") + "</w:customXml>"
        '<w:bdo w:val="ltr">' + run("vei ") + "</w:bdo>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("slutt") + "</w:p>",
    ) == ["blokk", "inne lenke felt merke eget vei slutt"]


def test_tables_row_by_row() -> None:
    def cell(*inside: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(inside)}</w:tc>"

    nested = "<w:tbl><w:tr>" + cell(paragraph("dypt")) + cell(paragraph("inne")) + "</w:tr></w:tbl>"
    table = (
        "<w:tbl><w:tr>"
        + cell(paragraph("a"), properties='<w:gridSpan w:val="2"/>')
        + cell(paragraph("b1"), paragraph("b2"))
        + "</w:tr><w:tr>"
        + cell(paragraph(), properties="<w:vMerge/>")
        + cell(nested)
        + "</w:tr><w:tr><w:trPr><w:del/></w:trPr>"
        + cell(paragraph("borte"))
        + "</w:tr></w:tbl>"
    )
    assert texts(paragraph("før"), table, paragraph("etter")) == [
        "før",
        "a\tb1\nb2",
        "dypt\tinne",
        "etter",
    ]


def test_text_boxes_come_once() -> None:
    box = "<w:txbxContent>" + paragraph("i boksen") + "</w:txbxContent>"
    both = (
        "<w:p>" + run("ved boksen") + "<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp>'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox>"
        "</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    old = f"<w:p><w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r></w:p>"
    assert texts(both, paragraph("etter")) == ["ved boksen", "i boksen", "etter"]
    assert texts(old) == ["i boksen"]


def test_hidden_text_is_left_out_and_told() -> None:
    styles = part(
        "styles",
        '<w:style w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="Skjult"><w:basedOn w:val="Base"/></w:style>',
    )
    draft = read(
        paragraph(
            run("synlig "), run("skjult", "<w:vanish/>"), run("her", '<w:vanish w:val="0"/>')
        ),
        paragraph(run("borte", '<w:rStyle w:val="Skjult"/>'), run("framme")),
        parts={"word/styles.xml": styles},
    )
    assert [t.text for t in draft.turns] == ["synlig her", "framme"]
    assert codes(draft) == ["hidden_text"]


def test_special_characters() -> None:
    inside = (
        "<w:r><w:t>stor</w:t><w:noBreakHyphen/><w:t>by</w:t><w:softHyphen/><w:t>en</w:t><w:tab/>"
        '<w:t>to\xadle</w:t><w:br/><w:t>ny</w:t><w:sym w:font="Wingdings" w:char="F04A"/></w:r>'
    )
    assert texts(f"<w:p>{inside}</w:p>") == ["stor\u2011byen\ttole\nny☺"]


def test_what_is_left_out_is_counted() -> None:
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    draft = read(
        paragraph(run("tekst"), note, note, "<m:oMath/>"),
        "<w:p><w:r><w:object><o:OLEObject/></w:object></w:r></w:p>",
        "<w:altChunk/>",
        parts={
            "word/header1.xml": part("hdr", paragraph("topp")),
            "word/footer1.xml": part("ftr", paragraph()),
            "word/vbaProject.bin": b"x",
        },
    )
    assert [t.text for t in draft.turns] == ["tekst"]
    assert codes(draft) == ["macro_ignored", "dropped_content"]
    assert "2 footnotes" in message(draft)
    assert "1 header" in message(draft)
    for thing in ("1 equation", "1 embedded object", "1 inserted file"):
        assert thing in message(draft)


def test_comments_keep_their_anchors() -> None:
    comments = part(
        "comments",
        '<w:comment w:id="7" w:author="Kari" w:date="2022-01-02T03:04:05Z">'
        + paragraph("Følg opp.")
        + paragraph("Viktig!")
        + '</w:comment><w:comment w:id="8" w:author="Ola">'
        + paragraph("Løs.")
        + "</w:comment>",
    )
    draft = read(
        paragraph(run("Først "), '<w:commentRangeStart w:id="7"/>', run("dette")),
        paragraph(
            run("og dette"),
            '<w:commentRangeEnd w:id="7"/>',
            '<w:r><w:commentReference w:id="7"/></w:r>',
            run(" ikke"),
        ),
        parts={"word/comments.xml": comments},
    )
    first, second = draft.comments
    assert (first.author, first.text) == ("Kari", "Følg opp.\nViktig!")
    assert (first.quote, first.date) == ("dette\nog dette", "2022-01-02T03:04:05Z")
    assert (second.author, second.text, second.quote) == ("Ola", "Løs.", "")


def test_strict_files_and_odd_places() -> None:
    strict = part("document", "<w:body>" + paragraph("streng") + "</w:body>").replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert texts(parts={"word/document.xml": strict}) == ["streng"]
    moved = RELATIONS.replace("word/document.xml", "/word/document2.xml")
    body = part("document", "<w:body>" + paragraph("flyttet") + "</w:body>")
    assert texts(parts={"_rels/.rels": moved, "word/document2.xml": body}) == ["flyttet"]


def test_a_document_without_speakers() -> None:
    draft = read(
        paragraph("Et notat om huset"), paragraph("Formål: bedre plass."), paragraph("Slutt.")
    )
    assert draft.kind is Kind.DOCUMENT
    assert draft.title == "Et notat om huset"
    assert len(draft.turns) == 3


def test_a_document_of_twelve_thousand_words_is_quickly_read() -> None:
    body = [paragraph(run(f"{name}: ", BOLD), run("ord " * 30)) for name in ("Åse", "Per")] * 200
    draft = read(*body)
    assert len(draft.turns) == 400
    assert len(re.findall("ord", " ".join(t.text for t in draft.turns))) == 12_000


def test_alternatives_and_wrappers_between_paragraphs() -> None:
    assert texts(
        "<mc:AlternateContent><mc:Choice>"
        + paragraph("valgt")
        + "</mc:Choice><mc:Fallback>"
        + paragraph("ikke")
        + "</mc:Fallback></mc:AlternateContent>",
        "<w:customXml>" + paragraph("inni") + "</w:customXml>",
        "<w:del>" + paragraph("borte") + "</w:del>",
        "<w:p><mc:AlternateContent><mc:Fallback>" + run("reserve") + "</mc:Fallback>"
        "</mc:AlternateContent><w:r><mc:AlternateContent><mc:Choice><w:t>i løp</w:t></mc:Choice>"
        "</mc:AlternateContent></w:r></w:p>",
        "<w:p><w:r><w:ruby><w:rt>"
        + run("over")
        + "</w:rt><w:rubyBase>"
        + run("under")
        + "</w:rubyBase></w:ruby></w:r></w:p>",
    ) == ["valgt", "inni", "reservei løp", "under"]


def test_the_last_mark_may_be_deleted() -> None:
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    assert texts(paragraph("en"), f"<w:p>{mark}{run('to')}</w:p>") == ["en", "to"]


def test_bold_by_style_and_rows_in_content_controls() -> None:
    styles = part("styles", '<w:style w:styleId="Sterk"><w:rPr><w:b/></w:rPr></w:style>')
    look = '<w:rStyle w:val="Sterk"/>'
    draft = read(
        paragraph(run("Åse:", look), run(" Hva?")),
        paragraph(run("Per:", look), run(" Det.")),
        "<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc>"
        + paragraph("celle")
        + "</w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>",
        parts={"word/styles.xml": styles},
    )
    assert turns(draft) == [("Åse", None, "Hva?"), ("Per", None, "Det.\ncelle")]


def test_pictures_and_symbols_are_counted() -> None:
    draft = read(
        paragraph(run("tekst")),
        "<w:p><w:r><w:drawing><w:pic/></w:drawing><w:pict><v:imagedata/></w:pict>"
        '<w:sym w:char="F0FF"/></w:r></w:p>',
    )
    assert "2 pictures" in message(draft)
    assert "1 symbol" in message(draft)
