"""Web pages and Markdown: what a reader would see, and nothing said is lost with the marks."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html.defs import tags

from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers.formats import read_bytes
from kodeverk.corpus.importers.html import read_page
from kodeverk.corpus.importers.reading import Job
from kodeverk.errors import ImportRefused


def read(body: str, name: str = "prove.html") -> Draft:
    return read_bytes(name, body.encode())


def texts(body: str, name: str = "prove.html") -> list[str]:
    return [turn.text for turn in read(body, name).turns]


def codes(draft: Draft) -> list[str]:
    return [notice.code for notice in draft.notices]


def refusal(data: bytes, name: str = "prove.html") -> str:
    with pytest.raises(ImportRefused) as caught:
        read_bytes(name, data)
    return caught.value.code


SAID = [
    ("Åse", "Hva synes du om huset?"),
    ("Per", "Det er fint."),
    ("Åse", "Sånn."),
    ("Per", "Ja da, ja."),
]


@pytest.mark.parametrize(
    "page",
    [
        "<p><b>{}</b> {}</p>",
        "<p><strong>{}:</strong> {}</p>",
        '<p><span style="font-weight: 700">{}</span> {}</p>',
        "<h3>{}</h3><p>{}</p>",
        "<div>{}: {}</div>",
        "{}: {}<br>",
        "{}: {}<br><br>\n",
        "<tr><td>{}</td><td><p>{}</p></td></tr>",
    ],
)
def test_who_says_what(page: str) -> None:
    body = "".join(page.format(name, said) for name, said in SAID)
    draft = read(f"<!DOCTYPE html><html><body><table>{body}</table></body></html>")
    assert [(turn.speaker, turn.text) for turn in draft.turns] == SAID
    assert (draft.importer, codes(draft)) == ("html", [])


def test_blocks_and_blanks() -> None:
    assert texts(
        "<html><body>løs\n  tekst<p>ett <i>av</i>\n snitt<p>to<br>linjer<hr>tre&nbsp;3 &lt; 4 & 5"
        "<ul><li>punkt<ul><li>under</ul></ul><ol><li>a<li>b</ol><ol start=1986><li>c<li>d</ol>"
        "<pre>  som\n skrevet\n\nher</pre><dl><dt>ord<dd>mening</dl><br><br>gåsko<wbr>tur&shy;en"
        '<p style="font-weight:bold">fet<span style="font-weight:normal"> mager</span>'
    ) == [
        "løs tekst",
        "ett av snitt",
        "to\nlinjer",
        "tre\xa03 < 4 & 5",
        "punkt",
        "under",
        "a",
        "b",
        "1986. c",
        "1987. d",
        "som\n skrevet",
        "her",
        "ord",
        "mening",
        "gåskoturen",
        "fet mager",
    ]


def test_tables() -> None:
    assert texts(
        "<html><body>før<table><caption>Tabell</caption><thead><tr><th>a<th>b</thead>"
        "<tr><td><p>c1</p><p>c2</p><td></td><td>d</tr>"
        "<tr><td>ytre<td><table><tr><td>x<td>y</table></table>"
        "<table><tr><td><p>ramme</p><table><tr><td>inni<td>her</table><p>slutt</table>etter"
    ) == [
        "før",
        "Tabell",
        "a\tb",
        "c1\nc2\t\td",
        "ytre\tx\ty",
        "ramme",
        "inni\ther",
        "slutt",
        "etter",
    ]


def test_what_a_browser_does_not_show() -> None:
    draft = read(
        "<html><head><title>Tittel</title><style>p {}</style></head><body><!-- nei -->"
        "<script>var x = '<p>nei</p>';</script><noscript>nei</noscript><template>nei</template>"
        "<p>ja<ruby>漢<rt>kan</rt></ruby></p>"
    )
    assert ([turn.text for turn in draft.turns], codes(draft)) == (["ja漢"], [])
    for hidden in (
        "<p hidden>nei</p>",
        '<p style="color:red; display: none">nei</p>',
        '<span style="visibility:hidden">nei<p>nei</p></span>',
        "<dialog>nei</dialog>",
        '<p style="mso-hide:all">nei</p>',
    ):
        draft = read(f"<html><body><p>ja</p>{hidden}")
        assert ([turn.text for turn in draft.turns], codes(draft)) == (["ja"], ["hidden_text"])
    assert codes(read("<html><body>ja<p hidden> </p>")) == []


def test_changes_and_what_is_left_out() -> None:
    draft = read("<html><body><p>Vi <del>ikke </del>kommer</p>")
    assert ([turn.text for turn in draft.turns], codes(draft)) == (
        ["Vi kommer"],
        ["tracked_changes"],
    )
    assert codes(read("<html><body><p>Vi <ins>alltid </ins>kommer</p>")) == ["tracked_changes"]
    draft = read(
        "<html><body><p>tekst<img><img><svg><text>nei</text></svg><iframe></iframe>"
        "<math><mi>x</mi></math><a class=sdfootnoteanc><sup>1</sup></a>"
        "<a style='mso-footnote-id:ftn1'>[1]</a></p><div title=header><p>topp</div>"
        "<div id=sdfootnote1><p>under</div><div style='mso-element:footnote-list'>note</div>"
    )
    assert [turn.text for turn in draft.turns] == ["tekst"]
    for thing in ("3 pictures", "1 embedded object", "1 equation", "2 footnotes", "1 header"):
        assert thing in draft.notices[0].message


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("", "cp1252"),
        ('<meta charset="iso-8859-1">', "utf-8"),
        ('<meta charset="iso-8859-1">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=macintosh">', "mac_roman"),
        ('<meta charset="utf-16">', "utf-8"),
        ('<meta charset="utf-16">', "utf-16"),
        ('<meta charset="tull">', "cp1252"),
        ('<meta charset="utf-8">', "cp1252"),
        ('<meta charset="ibm865">', "cp865"),
    ],
)
def test_encodings(head: str, encoding: str) -> None:
    page = f"<html><head>{head}</head><body>Blåbær på «Ørlandet», sa Åse.</body></html>"
    if encoding == "cp865":  # it has no such quotes
        page = page.replace("»", "«")
    draft = read_bytes("prove.html", page.encode(encoding))
    assert draft.turns[0].text.replace("»", "«") == "Blåbær på «Ørlandet«, sa Åse."
    assert codes(draft) == []


def test_an_encoding_asked_for() -> None:
    page = '<html><meta charset="utf-8"><body>på Ørlandet'.encode("cp865")
    assert read_bytes("a.html", page, encoding="cp865").turns[0].text == "på Ørlandet"


def test_what_cannot_be_read_is_refused() -> None:
    assert refusal(b"") == "empty"
    assert refusal(b"<html><body><p> <img></p><script>x</script>") == "no_text"
    assert refusal(b"<html>" + b"<div>" * 50_000 + b"x") == "too_complex"
    assert refusal(b"<html>" + b" " * 21_000_000) == "too_large"
    assert texts("<html><body>" + "<div>" * 1500 + "x") == ["x"]
    (much,) = read_page(f"<html><body>{'x' * 10_100_000}", Job("a.html", b""))
    assert len(much.text) == 10_100_000
    assert texts("<html><body><p>avkut") == ["avkut"]
    assert texts("<html><body><p>før\0etter<p>&#27;[2Jslutt") == ["føretter", "slutt"]


MARKDOWN = """\
# Intervju om huset

Dato: 3. mai 2024

**Åse:** Hva *synes* du om [huset](http://hus.example)?
**Per Moe:** Jeg vet `ikke` <ler> helt, snakke\\* &aring; om_det_der
og så en linje som er lang nok til at den brytes ved kanten av siden og
går videre her.

**Åse:** ~~Men~~ ja?

[Per Moe]: Ja

1986. Da flyttet vi.

- en
- to

| a | b |
|---|---|
| 1 | 2 |

```
kode
```

<div>i en side</div>

<ler> alene

> sitat
"""


def test_markdown() -> None:
    draft = read(MARKDOWN, "prove.md")
    assert (draft.title, draft.date, draft.importer) == ("Intervju om huset", "2024-05-03", "md")
    assert [(turn.speaker, turn.text) for turn in draft.turns] == [
        ("Åse", "Hva synes du om huset?"),
        (
            "Per Moe",
            "Jeg vet ikke <ler> helt, snakke* å om_det_der og så en linje som er lang nok til at "
            "den brytes ved kanten av siden og går videre her.",
        ),
        ("Åse", "Men ja?"),
        (
            "Per Moe",
            "Ja\n1986. Da flyttet vi.\nen\nto\na\tb\n1\t2\nkode\ni en side\n<ler> alene\nsitat",
        ),
    ]
    assert codes(draft) == []


def test_markdown_is_running_text_too() -> None:
    assert texts("Et notat.\n\nTo   ord <b>fet</b> <!-- nei -->.\n", "a.md") == [
        "Et notat.",
        "To ord fet .",
    ]
    assert texts("```nb\nkode\n```\n\n``` et par ord\nmer\n", "a.md") == ["kode", "et par ord\nmer"]
    assert refusal(b"", "a.md") == "empty"
    assert refusal(b"<!-- -->\n---\n", "a.md") == "no_text"
    assert refusal(b"> " * 150 + b"x", "a.md") == "too_complex"
    assert texts("> " * 90 + "x", "a.md") == ["x"]
    assert read_bytes("a.md", "på Ørlandet".encode("cp1252")).turns[0].text == "på Ørlandet"


WORDS = st.lists(st.from_regex(r"[a-zæøå0-9]{1,6}", fullmatch=True), min_size=1, max_size=4)
ONE = ("**{}**", "*{}*", "`{}`", "[{}]", "[{}][1]", "[{}](x)", "<{}>", "~~{}~~", "***{}", "{}\\")
LINE = (
    "# {}",
    "- {}",
    "> {}",
    "    {}",
    "1. {}",
    "{}\n---",
    "[{}]: ord",
    "| {} |\n|---|",
)
MARKS = st.sampled_from(ONE + LINE)


@given(st.lists(st.tuples(MARKS, WORDS), min_size=1, max_size=6), st.sampled_from(["\n", "\n\n"]))
@settings(max_examples=100, deadline=None)
def test_no_word_of_markdown_vanishes(lines: list[tuple[str, list[str]]], between: str) -> None:
    text = between.join(mark.format(" ".join(words)) for mark, words in lines)
    draft = read_bytes("prove.md", f"Et notat.\n\n{text}".encode())
    kept = " ".join([draft.title, *(f"{turn.speaker or ''} {turn.text}" for turn in draft.turns)])
    for mark, words in lines:
        if mark != "<{}>" or words[0] not in tags:
            assert set(words) <= set(re.findall("[a-zæøå0-9]+", kept))


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_no_bytes_do_harm(noise: bytes) -> None:
    for name, data in (("a.html", b"<html><body>x" + noise), ("a.md", b"x" + noise)):
        try:
            read_bytes(name, data)
        except ImportRefused as refused:
            assert refused.code in ("no_text", "wrong_type", "corrupt", "too_complex")
