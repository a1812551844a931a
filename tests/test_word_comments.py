"""Comments in documents: on the words they are about, with authors, answers and state."""

import io
import re

from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from odtfiles import odt, p
from test_import_docx import BOLD, rows
from wordcomments import Said, commented, end, reference, start
from wordfiles import paragraph, run

from kodeverk.corpus.canonical import compose
from kodeverk.corpus.draft import Draft
from kodeverk.corpus.importers.formats import read_bytes
from kodeverk.corpus.remarks import remarks
from kodeverk.model import Comment, Span, Transcript

ONE = (Said("Kari Nes", "Her er det noe."),)


def made(*body: str, comments: tuple[Said, ...] = ONE) -> tuple[Transcript, tuple[Comment, ...]]:
    draft = read_bytes("prøve.docx", commented(*body, comments=comments))
    transcript = compose(draft, "prove")
    return transcript, remarks(draft, transcript, "prøve.docx")


def about(*body: str, comments: tuple[Said, ...] = ONE) -> list[str | None]:
    transcript, found = made(*body, comments=comments)
    return [transcript.text(each.span) if each.span else None for each in found]


def said(name: str, *inside: str) -> str:
    return paragraph(run(f"{name}: "), *(i if i.startswith("<") else run(i) for i in inside))


def test_a_stretch_across_turns_is_cut_to_what_is_said() -> None:
    assert about(
        paragraph(start(0), run("Kari: "), run("Ja, det stemmer.")),
        said("Per", "Nei, ", end(0), "det gjør det ikke."),
        said("Kari", "Jo."),
    ) == ["Ja, det stemmer.\n\nPer: Nei,"]


def test_a_name_alone_stands_for_its_line() -> None:
    assert about(
        said("Kari", "Først."),
        paragraph(start(0), run("Per:"), end(0), run(" Så dette.")),
        said("Kari", "Sist."),
    ) == ["Så dette."]


def test_overlapping_stretches_and_one_in_another() -> None:
    body = said("Kari", "a ", start(0), "b ", start(1), "c ", end(0), "d ", start(2), "e", end(2))
    more = said("Per", "f ", end(1), "g")
    found = about(body, more, said("Kari", "h"), comments=ONE * 3)
    assert found == ["b c", "c d e\n\nPer: f", "e"]


def test_a_point_is_about_the_sentence_before_it() -> None:
    body = said("Kari", "Det ene. Det andre", reference(0), " er bra. Det tredje.")
    assert about(body, said("Per", "Ja."), said("Kari", "Nei.")) == ["Det andre er bra."]
    body = said("Kari", "Det ene.", start(0), end(0), " Det andre.")
    assert about(body, said("Per", "Ja."), said("Kari", "Nei.")) == ["Det ene."]
    assert about(paragraph(reference(0), run("Det første. Det andre."))) == ["Det første."]


def test_a_stretch_without_an_end_goes_to_where_it_is_referred_to() -> None:
    body = paragraph(run("Det "), start(0), run("ene er"), reference(0), run(" nok. Resten."))
    assert about(body) == ["ene er"]


def test_what_is_deleted_has_no_place_and_is_not_quoted() -> None:
    deleted = '<w:del w:id="90"><w:r><w:delText>hemmelig</w:delText></w:r></w:del>'
    body = paragraph(run("Det står "), start(0), deleted, end(0), run("noe her."))
    _transcript, (comment,) = made(body)
    assert comment.span is None and comment.text == "Her er det noe."
    assert "hemmelig" not in repr(read_bytes("x.docx", commented(body, comments=ONE)))
    inside = f'<w:del w:id="91">{start(0)}<w:r><w:delText>bort</w:delText></w:r></w:del>'
    assert about(paragraph(run("Det "), inside, run("som ble"), end(0), run(" igjen"))) == [
        "som ble"
    ]
    hidden = run("skjult", "<w:vanish/>")
    assert about(paragraph(run("Det "), start(0), hidden, end(0), run("vi ser"))) == [None]
    gone = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph(start(0), run('x'), end(0))}</w:tc>"
    assert about(paragraph("Tekst."), f"<w:tbl>{gone}</w:tr></w:tbl>") == [None]


def test_edges_between_paragraphs_in_tables_and_in_insertions() -> None:
    inserted = f'<w:ins w:id="9">{start(0)}{run("nytt ")}</w:ins>'
    assert about(paragraph(run("Gammelt og "), inserted, run("mer"), end(0))) == ["nytt mer"]
    assert about(paragraph(run("Det "), start(0), run("siste ord.")), paragraph(end(0))) == [
        "siste ord."
    ]
    joined = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{end(0)}</w:p>"
    assert about(paragraph(run("Det "), start(0), run("siste ord.")), joined) == ["siste ord."]
    between = start(0) + paragraph("Hele avsnittet.") + end(0)
    assert about(paragraph("Før."), between, paragraph("Etter.")) == ["Hele avsnittet."]
    cell = f"{start(0)}{run('Jeg synes det er fint.')}{end(0)}"
    table = rows(
        ("Åse", "Hva synes du?"), ("Per Moe", "CELL"), ("Åse", "Hvorfor?"), ("Per Moe", "Ja")
    )
    assert about(table.replace(run("CELL"), cell)) == ["Jeg synes det er fint."]
    below = f"{run('Jeg ')}{start(0)}{run('synes det.')}</w:p><w:p>{end(0)}"
    assert about(table.replace(run("CELL"), below)) == ["synes det."]


def test_names_on_lines_of_their_own_and_in_bold() -> None:
    teams = [
        paragraph("Startet transkripsjon"),
        paragraph("Åse Lund   0:04"),
        paragraph("Ja."),
        paragraph("Per Moe   0:09"),
        paragraph(start(0), run("Ja."), end(0)),
        paragraph("Åse Lund   0:12"),
        paragraph("Ja."),
    ]
    transcript, (comment,) = made(*teams)
    assert comment.span is not None and transcript.text(comment.span) == "Ja."
    turn = transcript.turn_at(comment.span.start)
    assert turn is not None and (turn.speaker, turn.time) == ("Per Moe", 9.0)
    bold = [
        paragraph(run("Åse", BOLD), run(" Hva?")),
        paragraph(run("Per", BOLD), start(0), run(" Ingenting."), end(0)),
        paragraph(run("Åse", BOLD), run(" Nei.")),
        paragraph(run("Per", BOLD), run(" Jo.")),
    ]
    assert about(*bold) == ["Ingenting."]


def test_a_blank_before_a_word_makes_no_name_of_its_first_letter() -> None:
    body = [paragraph(run("\t"), run(each)) for each in ("ja, en", "ja, to", "nei, tre", "nei, ni")]
    transcript, _found = made(*body, comments=())
    assert {turn.speaker for turn in transcript.turns} == {None}


def test_what_can_be_two_lines_has_no_place() -> None:
    """A title that is also said: which of the two is said, the lines do not tell."""
    body = [paragraph("Mysen"), paragraph(start(0), run("Mysen"), end(0)), paragraph("Ja.")]
    assert about(*body) == ["Mysen"]  # nothing is left out here, so it is sure
    head = [paragraph("Intervju"), paragraph(start(0), run("Intervju"), end(0))]
    found = about(*head, said("Kari", "Ja."), said("Per", "Nei."), said("Kari", "Jo."))
    assert found in ([None], ["Intervju"])


def test_authors_dates_answers_and_resolved() -> None:
    comments = (
        Said("Kari Nes", "Synergi:\ngodt eksempel", resolved=True),
        Said("Ola Åsen", "Enig", "2026-02-04T10:00:00", answers=0),
        Said("Per Moe", "Uklart", ""),
        Said("Kari Nes", "Jeg også", "2026-02-05T10:00:00Z", answers=1),
    )
    body = paragraph(*(start(n) for n in range(4)), run("Her."), *(end(n) for n in range(4)))
    _transcript, (first, second) = made(body, comments=comments)
    assert (first.author, first.date, first.text) == (
        "Kari Nes",
        "2026-02-03T09:05:00Z",
        "Synergi:\ngodt eksempel",
    )
    assert [(r.author, r.date, r.text) for r in first.replies] == [
        ("Ola Åsen", "2026-02-04T10:00:00", "Enig"),
        ("Kari Nes", "2026-02-05T10:00:00Z", "Jeg også"),
    ]
    assert (first.resolved, second.resolved) == (True, False)
    assert (second.author, second.date, second.replies) == ("Per Moe", "", ())
    unknown = (Said("Kari Nes", "Når?", "0-00-00T00:00:00Z"),)
    assert made(body, comments=unknown)[1][0].date == ""


def test_in_a_file_that_python_docx_made() -> None:
    document = Document()
    paragraph = document.add_paragraph("Kari: ")
    runs = [paragraph.add_run(each) for each in ("Her er ", "det noe", " å si.")]
    document.add_comment(runs[1], "Møteplass: ja\nOg mer.", author="Ola Åsen", initials="OÅ")
    for each in ("Per: Nei.", "Kari: Jo."):
        document.add_paragraph(each)
    file = io.BytesIO()
    document.save(file)
    draft = read_bytes("x.docx", file.getvalue())
    transcript = compose(draft, "x")
    (comment,) = remarks(draft, transcript)
    assert (comment.author, comment.text) == ("Ola Åsen", "Møteplass: ja\nOg mer.")
    assert comment.span is not None and transcript.text(comment.span) == "det noe"


def test_answers_in_a_ring_are_not_lost() -> None:
    ring = (Said("A", "en", answers=1), Said("B", "to", answers=0))
    body = paragraph(start(0), start(1), run("Her."), end(0), end(1))
    assert {each.text for each in made(body, comments=ring)[1]} == {"en", "to"}


def test_two_comments_that_only_places_tell_apart() -> None:
    body = paragraph(start(0), run("Her "), end(0), run("og "), start(1), run("der"), end(1))
    _transcript, found = made(body, comments=(Said("", "Se", ""),) * 2)
    assert [each.nth for each in found] == [0, 1] and found[0].author == "XX"


def test_new_names_move_nothing() -> None:
    body = [
        said("Kari", "Ja."),
        said("Per", "Nei, ", start(0), "slett ikke", end(0)),
        said("Kari", "Jo."),
    ]
    draft = read_bytes("x.docx", commented(*body, comments=ONE))
    from dataclasses import replace

    turns = tuple(
        replace(turn, speaker={"Kari": "Informant 11"}.get(turn.speaker or "", turn.speaker))
        for turn in draft.turns
    )
    speakers = tuple(
        replace(s, name="Informant 11") if s.name == "Kari" else s for s in draft.speakers
    )
    transcript = compose(replace(draft, turns=turns, speakers=speakers), "ny")
    (comment,) = remarks(draft, transcript)
    assert comment.span is not None and transcript.text(comment.span) == "slett ikke"


def test_comments_about_all_of_a_long_file_take_no_more_time_than_it_has() -> None:
    many = 400
    body = [paragraph("Kari: ja") if n % 2 else paragraph("Per: nei") for n in range(4 * many)]
    body[0] = paragraph(*(start(n) for n in range(many)), run("Per: nei"))
    body[-1] = paragraph(run("Kari: jo"), *(end(n) for n in range(many)))
    transcript, found = made(*body, comments=ONE * many)
    assert {each.span for each in found} == {Span(len("Per: "), len(transcript.body))}
    quotes = {c.quote for c in read_bytes("x.docx", commented(*body, comments=ONE * many)).comments}
    assert max(map(len, quotes)) <= 500


# --- OpenDocument


def note(name: str, text: str, more: str = "") -> str:
    named = f' office:name="{name}"' if name else ""
    return (
        f"<office:annotation{named}{more}><dc:creator>Kari Nes</dc:creator>"
        f"<dc:date>2026-02-03T09:05:00</dc:date>{p(text)}</office:annotation>"
    )


def until(name: str) -> str:
    return f'<office:annotation-end office:name="{name}"/>'


def in_odt(*body: str) -> list[tuple[str, str | None]]:
    draft = read_bytes("prøve.odt", odt(*body))
    transcript = compose(draft, "prove")
    return [
        (each.text, transcript.text(each.span) if each.span else None)
        for each in remarks(draft, transcript)
    ]


def test_the_same_in_opendocument() -> None:
    body = [
        p("Kari: Ja, ", note("a", "strekk"), "det ", note("b", "over"), "stemmer"),
        p("Per: Nei", until("a"), ", slett ", until("b"), "ikke. Og ", note("", "punkt"), "så?"),
        p("Kari: Det ", note("c", "borte"), '<text:change text:change-id="x"/>', until("c"), "er"),
        p("Per: Jo."),
    ]
    assert in_odt(*body) == [
        ("strekk", "det stemmer\n\nPer: Nei"),
        ("over", "stemmer\n\nPer: Nei, slett"),
        ("punkt", "Og så?"),
        ("borte", None),
    ]
    cell = "<table:table-cell>{}</table:table-cell>"
    row = f"<table:table-row>{cell}{cell}</table:table-row>"
    said = p(note("a", "celle"), "Jeg synes det er fint.", until("a"))
    rows = [(p("Åse"), p("Hva synes du?")), (p("Per Moe"), said), (p("Åse"), p("Hvorfor?"))]
    rows.append((p("Per Moe"), p("Ja")))
    table = "".join(row.format(*each) for each in rows)
    made = in_odt(f"<table:table>{table}</table:table>")
    assert made == [("celle", "Jeg synes det er fint.")]


def test_answers_and_resolved_in_opendocument() -> None:
    loext = ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
    first = note("a", "spør", f'{loext} loext:resolved="true"')
    second = note("b", "svar", f'{loext} loext:parent-name="a"')
    third = note("c", "mer", f'{loext} loext:parent-name="b"')
    draft = read_bytes("x.odt", odt(p(first, second, third, "Her", until("a"), until("b"))))
    (comment,) = draft.comments
    assert (comment.quote, comment.resolved) == ("Her", True)
    assert [(r.author, r.text) for r in comment.replies] == [
        ("Kari Nes", "svar"),
        ("Kari Nes", "mer"),
    ]


WORDS = ("ja", "nei", "Å", "ære", "e\u0301n", "og så", "Kari", "\u200b.", "12:30", "…", "x:")
TURN = st.tuples(
    st.sampled_from(("Kari: ", "Per Moe: ", "", "[00:01:02] Kari: ", "\t", "Ja: ")),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(TURN, min_size=1, max_size=9), st.data())
def test_every_place_is_on_its_own_words(
    turns: list[tuple[str, list[str]]], data: st.DataObject
) -> None:
    """Each word of the text is one of its own, so that a place on other words would be seen."""
    tokens = [[f"{word}q{n}.{m}z" for m, word in enumerate(ws)] for n, (_h, ws) in enumerate(turns)]
    every = [token for line in tokens for token in line]
    first = data.draw(st.integers(0, len(every) - 1))
    last = data.draw(st.integers(first, len(every) - 1))
    xml = []
    for (head, _words), line in zip(turns, tokens, strict=True):
        pieces = [run(head)] if head else []
        for token in line:
            opens = [start(0)] if token == every[first] else []
            closes = [end(0)] if token == every[last] else []
            pieces += [*opens, run(token), *closes, run(" ")]
        xml.append(paragraph(*pieces))
    draft: Draft = read_bytes("x.docx", commented(*xml, comments=ONE))
    transcript = compose(draft, "x")
    (comment,) = remarks(draft, transcript)
    marked = [re.sub(".*q", "q", token) for token in every[first : last + 1]]
    kept = [token for token in marked if any(token in turn.text for turn in draft.turns)]
    if comment.span is None:
        assert kept != marked
    else:
        assert re.findall(r"q\d+\.\d+z", transcript.text(comment.span)) == kept
