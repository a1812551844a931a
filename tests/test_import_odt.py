"""OpenDocument texts give what the same Word file would give."""

from collections.abc import Mapping

import pytest
from odtfiles import manifest, odt, p, part, span, style

from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers.formats import read_bytes
from kodeverk.corpus.importers.prose import Prose
from kodeverk.errors import ImportRefused

BOLD = style("T1", 'fo:font-weight="bold"')


def read(*body: str, styles: str = "", parts: Mapping[str, str | bytes] = {}) -> Draft:
    return read_bytes("prove.odt", odt(*body, styles=styles, parts=parts))


def texts(*body: str, styles: str = "") -> list[str]:
    return [turn.text for turn in read(*body, styles=styles).turns]


def codes(draft: Draft) -> list[str]:
    return [notice.code for notice in draft.notices]


def refusal(data: bytes) -> str:
    with pytest.raises(ImportRefused) as caught:
        read_bytes("prove.odt", data)
    return caught.value.code


def test_names_in_bold() -> None:
    draft = read(
        p(span("T1", "Åse Lund"), " Hva skjer?"),
        p(span("T1", "Per"), " Ingenting."),
        p("Et avsnitt til."),
        p(span("T1", "Åse Lund"), " Sånn."),
        p(span("T2", "Per"), " Ja."),
        styles=BOLD + style("T2", "", parent="Sterk") + style("Sterk", 'fo:font-weight="700"'),
    )
    assert [(turn.speaker, turn.text) for turn in draft.turns] == [
        ("Åse Lund", "Hva skjer?"),
        ("Per", "Ingenting.\nEt avsnitt til."),
        ("Åse Lund", "Sånn."),
        ("Per", "Ja."),
    ]
    assert (draft.importer, codes(draft)) == ("odt", [])


def test_bold_may_be_taken_off_again() -> None:
    heavy = style("P1", 'fo:font-weight="bold"', family="paragraph")
    light = style("T3", 'fo:font-weight="normal"')
    body = [
        p(span("T4", name), span("T3", f" {said}"), style="P1")
        for name, said in (("Åse", "Hva?"), ("Per", "Det."), ("Åse", "Ja."), ("Per", "Nei."))
    ]
    draft = read(*body, styles=heavy + light)
    assert [turn.speaker for turn in draft.turns] == ["Åse", "Per", "Åse", "Per"]


def test_white_space() -> None:
    assert texts(
        p("  en\n   to ", '<text:s text:c="2"/>', "tre<text:tab/>fire<text:line-break/>fem\xad!"),
        p("<text:soft-page-break/>seks", '<text:s text:c="9999999999"/>', " sju"),
    ) == ["en to   tre\tfire\nfem!", "seks sju"]


def test_what_wraps_text_is_seen_through() -> None:
    item = "<text:list-item>{}</text:list-item>"
    deep = item.format("<text:list>" + item.format(p("dypt")) + "</text:list>")
    assert texts(
        "<text:h>Emne</text:h>",
        "<text:list>" + item.format("<text:number>1.</text:number>" + p("punkt")) + deep,
        "</text:list>",
        "<text:section>" + p("i en del") + "</text:section>",
        "<text:table-of-content><text:table-of-content-source>"
        + p("mønster")
        + "</text:table-of-content-source><text:index-body>"
        + p("innhold")
        + "</text:index-body></text:table-of-content>",
        p(
            "<text:a>lenke </text:a><text:bookmark-start/>merke <text:bookmark-end/>",
            "<text:title>felt</text:title> <text:meta>data</text:meta> ",
            "<text:ruby><text:ruby-base>under</text:ruby-base><text:ruby-text>over",
            "</text:ruby-text></text:ruby> slutt",
        ),
    ) == ["Emne", "punkt", "dypt", "i en del", "innhold", "lenke merke felt data under slutt"]


def cell(*inside: str, across: int = 1) -> str:
    return (
        f'<table:table-cell table:number-columns-spanned="{across}">{"".join(inside)}'
        "</table:table-cell>" + "<table:covered-table-cell/>" * (across - 1)
    )


def table(*rows: str) -> str:
    return (
        f"<table:table><table:table-header-rows>{rows[0]}</table:table-header-rows>"
        f"<table:table-row-group>{''.join(rows[1:])}</table:table-row-group></table:table>"
    )


def test_tables_row_by_row() -> None:
    made = "<table:table-row>{}</table:table-row>".format
    assert texts(
        p("før"),
        table(
            made(cell(p("a"), across=2) + cell(p("b1"), p("b2"))),
            made(cell(p("c")) + "<table:covered-table-cell/>" + cell(p("d"))),
            made(cell(table(made(cell(p("dypt")) + cell(p("inne")))))),
        ),
        p("etter"),
    ) == ["før", "a\tb1\nb2", "c\t\td", "dypt\tinne", "etter"]


def test_a_conversation_in_a_table() -> None:
    said = [
        ("Åse", "Hva synes du?"),
        ("Per", "Det er fint."),
        ("Åse", "Ja?"),
        ("Per", "Ja da, ja."),
    ]
    rows = [f"<table:table-row>{cell(p(n))}{cell(p(t))}</table:table-row>" for n, t in said]
    assert [(turn.speaker, turn.text) for turn in read(table(*rows)).turns] == said


def test_tracked_changes_are_read_as_accepted() -> None:
    draft = read(
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion>'
        + p("ikke")
        + "</text:deletion></text:changed-region></text:tracked-changes>",
        p(
            'Vi <text:change text:change-id="c1"/><text:change-start/>alltid ',
            "<text:change-end/>kommer",
        ),
    )
    assert [turn.text for turn in draft.turns] == ["Vi alltid kommer"]
    assert codes(draft) == ["tracked_changes"]


def test_hidden_text_is_left_out_and_told() -> None:
    styles = style("S", 'text:display="none"', parent="B") + style("B", "", parent="S")
    for body, said in (
        ([p("synlig ", span("B", "skjult"))], ["synlig"]),
        ([p("her"), p(span("S", "borte"))], ["her"]),
        (
            ['<text:section text:display="none">' + p("borte") + "</text:section>", p("her")],
            ["her"],
        ),
        (
            [
                '<text:section text:display="condition" text:is-hidden="true">',
                p("borte"),
                '</text:section><text:section text:display="condition" text:is-hidden="false">',
                p("her"),
                "</text:section>",
            ],
            ["her"],
        ),
        ([p("her", '<text:hidden-text text:is-hidden="true" text:string-value="x"/>')], ["her"]),
        ([p("her"), p('<text:hidden-paragraph text:is-hidden="true"/>borte')], ["her"]),
        (
            [
                p("her"),
                '<table:table><table:table-row table:visibility="collapse">',
                cell(p("borte")),
                "</table:table-row></table:table>",
            ],
            ["her"],
        ),
    ):
        draft = read(*body, styles=styles)
        assert [turn.text for turn in draft.turns] == said
        assert codes(draft) == ["hidden_text"]
    shown = read(p('her <text:hidden-text text:is-hidden="false">også</text:hidden-text>'))
    assert ([turn.text for turn in shown.turns], codes(shown)) == (["her også"], [])


def test_text_boxes_come_once() -> None:
    box = (
        "<draw:frame><draw:text-box>" + p("i boksen") + "</draw:text-box><draw:image/></draw:frame>"
    )
    framed = f"<draw:frame>{table('<table:table-row>' + cell(p('i ruta')) + '</table:table-row>')}"
    shape = "<draw:g><draw:custom-shape>" + p("i figuren") + "</draw:custom-shape></draw:g>"
    draft = read(box, p("ved ", box, "boksen ", shape), p("etter"), framed + "</draw:frame>")
    assert [turn.text for turn in draft.turns] == [
        "i boksen",
        "ved boksen",
        "i boksen",
        "i figuren",
        "etter",
        "i ruta",
    ]
    assert codes(draft) == []


def test_what_is_left_out_is_counted() -> None:
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>{}</text:note-body>"
    )
    frame = "<draw:frame>{}<svg:desc>et bilde</svg:desc></draw:frame>".format
    header = (
        "<style:header>" + p("topp") + "</style:header><style:footer>" + p() + "</style:footer>"
    )
    draft = read(
        p("tekst", (note.format(p("under")) + "</text:note>") * 2, frame("<draw:image/>")),
        p(frame("<draw:object/><draw:image/>"), "<draw:control/>"),
        parts={
            "styles.xml": part(
                "document-styles",
                "<office:master-styles><style:master-page>"
                + header
                + "</style:master-page></office:master-styles>",
            ),
            "Basic/Standard/Module1.xml": "<a/>",
        },
    )
    assert [turn.text for turn in draft.turns] == ["tekst"]
    assert codes(draft) == ["macro_ignored", "dropped_content"]
    message = draft.notices[-1].message
    for thing in ("2 footnotes", "1 header or", "1 picture", "2 embedded objects"):
        assert thing in message


def test_comments_keep_their_anchors() -> None:
    def comment(name: str, *inside: str) -> str:
        return (
            f'<office:annotation office:name="{name}"><dc:creator>Kari</dc:creator>'
            f"<dc:date>2022-01-02T03:04:05</dc:date>{''.join(inside)}</office:annotation>"
        )

    listed = f"<text:list><text:list-item>{p('Viktig!')}</text:list-item></text:list>"
    draft = read(
        p("Først ", comment("a", p("Følg opp."), listed), "dette"),
        p('og dette<office:annotation-end office:name="a"/> ikke', comment("", p("Løs."))),
    )
    assert [turn.text for turn in draft.turns] == ["Først dette", "og dette ikke"]
    assert [(c.author, c.date, c.text, c.quote) for c in draft.comments] == [
        ("Kari", "2022-01-02T03:04:05", "Følg opp.\nViktig!", "dette\nog dette"),
        ("Kari", "2022-01-02T03:04:05", "Løs.", ""),
    ]


def test_norwegian_in_other_encodings() -> None:
    made = odt(p("Blåbærsyltetøy på Ørlandet. Å!"))
    for page in ("utf-16", "iso-8859-1"):
        body = part(
            "document-content",
            "<office:body><office:text>" + p("Blåbær, ØÆÅ") + "</office:text></office:body>",
        ).replace("UTF-8", page)
        draft = read_bytes("a.odt", odt(parts={"content.xml": body.encode(page)}))
        assert draft.turns[0].text == "Blåbær, ØÆÅ"
    assert read_bytes("a.odt", made).turns[0].text == "Blåbærsyltetøy på Ørlandet. Å!"


def test_what_cannot_be_read_is_refused() -> None:
    whole = odt(p("tekst"))
    locked = manifest("<manifest:encryption-data/>")
    doctype = part("document-content", "").replace("?>", "?><!DOCTYPE x>", 1)
    deep = "<text:section>" * 600 + p("x") + "</text:section>" * 600
    assert [
        refusal(data)
        for data in (
            b"",
            whole[: len(whole) // 2],
            odt(),
            odt(p("  ")),
            odt(p("rute"), kind="spreadsheet"),
            odt(parts={"content.xml": b"\x12\x34", "META-INF/manifest.xml": locked}),
            odt(parts={"content.xml": "<office:"}),
            odt(parts={"content.xml": ""}),
            odt(parts={"content.xml": doctype}),
            odt(deep),
        )
    ] == [
        "empty",
        "corrupt",
        "no_text",
        "no_text",
        "wrong_type",
        "encrypted",
        "corrupt",
        "wrong_type",
        "unsafe_xml",
        "too_complex",
    ]


def test_blanks_before_a_paragraph_are_no_bold_letters() -> None:
    for blanks, said, bold in (("  ", "Åse", 0), ("\t", "Åse", 0)):
        prose = Prose()
        prose.say(blanks)
        prose.say(said)
        assert prose.take().bold == bold
    prose.say("  ")
    prose.say("Åse", bold=True)
    prose.say(" ")
    prose.say("Ja.")
    assert prose.take().bold == len("Åse ")
