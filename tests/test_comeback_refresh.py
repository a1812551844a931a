"""A report made new: quotes come, change and are withdrawn; what people wrote stays to the byte."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from comeback_files import (
    CHANGED,
    CODINGS,
    DELT,
    DOCUMENT,
    FINT,
    LATER,
    NYE,
    OPTIONS,
    SVAR,
    VARME,
    Q,
    again,
    back,
    comments,
    deletes,
    doubles,
    edited,
    lines,
    loses,
    mark,
    marks_in,
    moves,
    never_ends,
    paragraph_of,
    parts,
    says,
    shares_id,
    states,
    text,
    tracks_deletion,
    with_comments,
    writes,
    written,
)
from fake_study import INTERVIEW, WORKSHOP, coding
from lxml import etree
from lxml.etree import _Element

from kodeverk.export.returned.doing import Doing, Refreshed
from kodeverk.export.returned.study import Again
from kodeverk.export.returned.words import LOOK, sentences
from kodeverk.report import Grouping, Theme

SHORTER = "Vi deler alt nå, […]"
STÅR = "[…] og da står vi der."


def refreshed(
    tmp_path: Path, data: bytes, now: Again, keep: dict[str, int] | None = None
) -> tuple[Refreshed, bytes]:
    """Return what is done, and the file as it then is."""
    report = back(tmp_path, data)
    done = report.refresh(now, LATER, keep)
    made = report.document.bytes(done.manifest)
    sound(made)
    return done, made


def sound(data: bytes) -> None:
    """Check what Word is strict about: bookmarks in pairs, with ids and names of their own."""
    root = etree.fromstring(parts(data)[DOCUMENT])
    starts = [str(e.get(f"{Q}id")) for e in root.iter(f"{Q}bookmarkStart")]
    ends = [str(e.get(f"{Q}id")) for e in root.iter(f"{Q}bookmarkEnd")]
    names = [str(e.get(f"{Q}name")).casefold() for e in root.iter(f"{Q}bookmarkStart")]
    assert sorted(starts) == sorted(ends) and len(set(starts)) == len(starts)
    assert len(set(names)) == len(names)
    for start in root.iter(f"{Q}bookmarkStart"):
        rest = list(root.iter())
        end = next(
            e for e in root.iter(f"{Q}bookmarkEnd") if e.get(f"{Q}id") == start.get(f"{Q}id")
        )
        assert rest.index(start) < rest.index(end)


def doings(done: Refreshed) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for step in done.steps:
        found.setdefault(step.doing.value, []).append(step.quote)
    return found


def xml(element: _Element) -> bytes:
    return etree.tostring(element, with_tail=False)


def everything_but(data: bytes, *names: str) -> list[bytes]:
    """Return all paragraphs to the byte but for those that hold the bookmarks."""
    root = etree.fromstring(parts(data)[DOCUMENT])
    return [xml(p) for p in root.iter(f"{Q}p") if not set(marks_in(p)) & set(names)]


def under(data: bytes, name: str, count: int) -> list[str]:
    """Return the texts of that many paragraphs after the one that a bookmark is in."""
    every = lines(data)
    at = every.index(text(paragraph_of(etree.fromstring(parts(data)[DOCUMENT]), name)))
    return every[at + 1 : at + 1 + count]


def test_nothing_is_done_when_the_study_is_as_it_was(tmp_path: Path) -> None:
    data = written()
    done, made = refreshed(tmp_path, data, again())
    assert done.steps == []
    assert everything_but(made) == everything_but(data)


def test_new_changed_and_withdrawn_quotes(tmp_path: Path) -> None:
    done, made = refreshed(tmp_path, written(), again(CHANGED))
    assert doings(done) == {
        "updated": ["c2"],
        "withdrawn": ["c3"],
        "added": ["c9", "c8"],
        "counts": ["", "", "", ""],
        "table": [""],
    }
    every = lines(made)
    place = every.index(SHORTER)
    source = "(Informant 1, bibliotek, Mysen, Intervju 1, 00:00:07)"
    assert every[place - 2 : place + 7] == [
        "Det er fint.",
        source,
        SHORTER,
        source,
        VARME,
        "(Participant 2, torg, Verksted i Drammen, 00:00:14)",
        "Withdrawn: this quote is no longer in the study (seen 2026-04-05).",
        STÅR,
        source,
    ]
    comparison = back(tmp_path, made).compare(again(CHANGED))
    assert set(states(comparison).values()) == {"kept"}
    again_done, again_made = refreshed(tmp_path, made, again(CHANGED))
    assert again_done.steps == [] and parts(again_made)[DOCUMENT] == parts(made)[DOCUMENT]


def test_every_other_part_is_as_it_was(tmp_path: Path) -> None:
    data = with_comments(edited(written(), comments("kv_c1")), ("Turid", "Ja."))
    _done, made = refreshed(tmp_path, data, again(CHANGED))
    before, after = parts(data), parts(made)
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {DOCUMENT, "customXml/item1.xml", "docProps/custom.xml"}


def test_a_withdrawn_quote_that_comes_again_loses_its_note(tmp_path: Path) -> None:
    _done, made = refreshed(tmp_path, written(), again(CHANGED))
    done, restored = refreshed(tmp_path, made, again((*CHANGED, CODINGS[2])))
    assert "c3" in doings(done)["restored"]
    assert not [line for line in lines(restored) if line.startswith("Withdrawn")]


def test_a_note_that_somebody_has_written_in_stays(tmp_path: Path) -> None:
    _done, made = refreshed(tmp_path, written(), again(CHANGED))

    def emphasize(root: _Element) -> None:
        run = next(paragraph_of(root, "kvw_c3").iter(f"{Q}r"))
        run.addnext(etree.fromstring(f'<w:r xmlns:w="{Q[1:-1]}"><w:t> Hvorfor?</w:t></w:r>'))

    data = edited(made, emphasize)
    done, restored = refreshed(tmp_path, data, again((*CHANGED, CODINGS[2])))
    assert "restored" not in doings(done)
    assert [line for line in lines(restored) if line.endswith("Hvorfor?")]


# What people wrote

PEOPLE: list[tuple[Callable[[_Element], object], str]] = [
    (says("kv_c2", "Vi deler alt nå."), "edited"),
    (says("kv_c2", "Vi deler alt nå, og folk blåser i det meste."), "edited"),
    (comments("kv_c2"), "edited"),
    (tracks_deletion("kv_c2"), ""),
    (loses("kv_c2"), "unclear"),
    (doubles("kv_c2", "kv_c6", "kv_c2"), "unclear"),
]


@pytest.mark.parametrize(("change", "told"), PEOPLE)
def test_a_quote_that_somebody_has_worked_on_is_left_and_told(
    tmp_path: Path, change: Callable[[_Element], object], told: str
) -> None:
    data = edited(written(), change)
    before = [xml(p) for p in etree.fromstring(parts(data)[DOCUMENT]).iter(f"{Q}p")]
    report = back(tmp_path, data)
    done = report.refresh(again(CHANGED), LATER)
    assert doings(done).get(told, []) == (["c2"] if told else [])
    assert "updated" not in doings(done) and "c2" not in doings(done).get("added", [])
    made = report.document.bytes(done.manifest)
    after = [xml(p) for p in etree.fromstring(parts(made)[DOCUMENT]).iter(f"{Q}p")]
    touched = [p for p in before if b"kv_c2" in p or b"deler alt" in p]
    assert touched and all(p in after for p in touched if b"TableText" not in p)


def test_bold_letters_or_a_word_beside_a_quote_are_a_persons_work(tmp_path: Path) -> None:
    def bold(root: _Element) -> None:
        run = next(paragraph_of(root, "kv_c2").iter(f"{Q}r"))
        run.insert(0, etree.fromstring(f'<w:rPr xmlns:w="{Q[1:-1]}"><w:b/></w:rPr>'))

    def beside(root: _Element) -> None:
        paragraph = paragraph_of(root, "kv_c2")
        run = f'<w:r xmlns:w="{Q[1:-1]}"><w:t>Hun sier: </w:t></w:r>'
        mark(root, "kv_c2").addprevious(etree.fromstring(run))
        assert text(paragraph).startswith("Hun sier")

    for change in (bold, beside):
        done, _made = refreshed(tmp_path, edited(written(), change), again(CHANGED))
        assert doings(done)["edited"] == ["c2"]


def test_what_a_person_deletes_stays_deleted(tmp_path: Path) -> None:
    data = edited(written(), deletes("kv_c2", "kvs_c2", "kv_c3", "kvs_c3"))
    done, made = refreshed(tmp_path, data, again(CHANGED))
    assert "c2" not in str(doings(done)) and "withdrawn" not in doings(done)
    assert not [line for line in lines(made) if "deler alt" in line][1:]  # but for the table


def test_a_table_that_is_made_new_links_to_no_quote_that_is_gone(tmp_path: Path) -> None:
    def links(data: bytes) -> set[str]:
        root = etree.fromstring(parts(data)[DOCUMENT])
        return {str(e.get(f"{Q}anchor")) for e in root.iter(f"{Q}hyperlink")}

    later = again((*CODINGS, CHANGED[-1]))
    gone, *others = sorted(links(refreshed(tmp_path, written(), later)[1]))
    done, made = refreshed(tmp_path, edited(written(), deletes(gone)), later)
    assert "table" in doings(done) and links(made) == set(others) != set()


def test_counts_and_tables_that_somebody_has_worked_on_are_left(tmp_path: Path) -> None:
    key = back(tmp_path, written()).manifest.quotes[0].theme

    def rewrite(root: _Element) -> None:
        cell = next(t for t in root.iter(f"{Q}t") if t.text == "Det skurrer.")
        parents = [p for p in root.iter(f"{Q}t") if p.text == "Det skurrer."]
        assert cell in parents
        parents[-1].text = "Det skurrer fælt."

    data = edited(written(), says(f"kvc_{key}", "To av oss sa det."), rewrite)
    done, made = refreshed(tmp_path, data, again(CHANGED))
    told = doings(done)
    assert told["counts_left"] == [""] and told["table_left"] == [""]
    assert "To av oss sa det." in lines(made) and "Det skurrer fælt." in lines(made)


def test_the_method_is_made_new_unless_somebody_has_worked_on_it(tmp_path: Path) -> None:
    options = replace(OPTIONS, method=True)
    two = (*CODINGS, coding(INTERVIEW, DELT, "kon", "ola", id="c8"))
    report = written(options)
    done, made = refreshed(tmp_path, report, again(two, options))
    assert "The coding was done by one person." in " ".join(lines(report))
    assert "The coding was done by two people." in " ".join(lines(made))
    assert len(lines(made)) > len(lines(report)) + 2  # the quote, and a paragraph more on method
    done, _made = refreshed(tmp_path, made, again(two, options))
    assert done.steps == []
    own = "Slik gjorde vi det."
    data = edited(report, says("kvc_method", own))
    done, made = refreshed(tmp_path, data, again(two, options))
    assert "counts_left" in doings(done) and own in lines(made)
    assert "The coding was done by two people." not in " ".join(lines(made))


def test_figures_that_do_not_show_what_is_new_are_told_of(tmp_path: Path) -> None:
    options = replace(OPTIONS, figures=True)
    report = written(options)
    done, _made = refreshed(tmp_path, report, again(CHANGED, options))
    assert "figures_left" in doings(done)
    assert "The figures are as they were. New ones come in a new report." in sentences(done.steps)
    assert refreshed(tmp_path, report, again(CODINGS, options))[0].steps == []
    assert "figures_left" not in doings(refreshed(tmp_path, written(), again(CHANGED))[0])


def test_a_quote_that_a_person_has_to_look_at_is_told_by_its_words(tmp_path: Path) -> None:
    done, _made = refreshed(tmp_path, edited(written(), loses("kv_c1")), again(CHANGED))
    assert {step.quote: step.text for step in done.steps if step.doing in LOOK} == {
        "c1": FINT,
        "c3": VARME,
    }


def test_the_heading_of_a_code_with_another_name_is_made_new(tmp_path: Path) -> None:
    def renamed(theme: Theme) -> Theme:
        below = tuple(map(renamed, theme.themes))
        return replace(theme, themes=below, name="Rom" if theme.id == "syn.rom" else theme.name)

    now = again()
    called = replace(now.shown, themes=tuple(map(renamed, now.shown.themes)))
    now = replace(now, shown=called, every=called)
    done, made = refreshed(tmp_path, written(), now)
    assert doings(done) == {"heading": [""]} and done.steps[0].text == "Rom"
    assert "Rom" in lines(made) and states(back(tmp_path, made).compare(now))["c1"] == "kept"
    assert refreshed(tmp_path, made, now)[0].steps == []
    key = back(tmp_path, made).manifest.quotes[0].theme
    own = edited(written(), says(f"kvt_{key}", "Rommet deles"))
    done, made = refreshed(tmp_path, own, now)
    assert doings(done) == {"heading_left": [""]} and "Rommet deles" in lines(made)
    assert not done.changed
    assert refreshed(tmp_path, own, again())[0].steps == []  # nobody has changed the name


def test_a_heading_that_nothing_stands_under_any_more_is_told(tmp_path: Path) -> None:
    kept = [each for each in CODINGS if each.code != "kon"]
    done, made = refreshed(tmp_path, written(), again(kept))
    assert [s.text for s in done.steps if s.doing is Doing.HEADING_GONE] == ["Konflikt"]
    assert "Konflikt" in lines(made)


def test_a_moved_quote_is_made_new_where_it_stands(tmp_path: Path) -> None:
    data = edited(written(), moves("kv_c2", "kvs_c6"))
    done, made = refreshed(tmp_path, data, again(CHANGED))
    assert doings(done)["updated"] == ["c2"]
    assert lines(made).index(SHORTER) > lines(made).index(SVAR)


# Where new quotes go


def test_new_quotes_come_last_in_their_theme_and_before_what_people_wrote_there(
    tmp_path: Path,
) -> None:
    data = edited(written(), writes("kvs_c3", "Min egen konklusjon."))
    _done, made = refreshed(tmp_path, data, again((*CODINGS, CHANGED[-2])))
    every = lines(made)
    assert every.index(STÅR) == every.index(VARME) + 2
    assert every.index("Min egen konklusjon.") == every.index(STÅR) + 2


def test_a_theme_without_quotes_left_takes_new_ones_below_its_counts(tmp_path: Path) -> None:
    data = edited(written(), deletes("kv_c6", "kvs_c6"))
    _done, made = refreshed(tmp_path, data, again(CHANGED))
    every = lines(made)
    at = every.index("Konflikt")
    assert every[at + 3] == VARME


def test_a_theme_that_is_gone_has_its_new_quotes_in_a_section_before_the_appendices(
    tmp_path: Path,
) -> None:
    key = back(tmp_path, written()).manifest.quotes[5].theme
    data = edited(written(), deletes(f"kvt_{key}", f"kvc_{key}", "kv_c6", "kvs_c6"))
    done, made = refreshed(tmp_path, data, again(CHANGED))
    every = lines(made)
    at = every.index("New quotes")
    assert every[at : at + 3] == ["New quotes", "Konflikt", VARME]
    assert every[at + 4] == "Appendix: themes"
    assert "c8" in doings(done)["added"]
    more = (*CHANGED, coding(WORKSHOP, "Hvem vil begynne?", "kon", id="c7"))
    _done, made = refreshed(tmp_path, made, again(more))
    assert lines(made).count("New quotes") == 1 and lines(made).count("Konflikt") == 2
    assert lines(made)[at + 4] == "Hvem vil begynne?"


def test_a_theme_that_is_new_in_the_study_gets_a_heading(tmp_path: Path) -> None:
    first = written(codings=CODINGS[:5])
    _done, made = refreshed(tmp_path, first, again())
    every = lines(made)
    assert every[every.index("New quotes") + 1 : every.index("New quotes") + 3] == [
        "Konflikt",
        SVAR,
    ]


@pytest.mark.parametrize("grouping", list(Grouping))
def test_new_quotes_find_their_place_under_all_headings(tmp_path: Path, grouping: Grouping) -> None:
    options = replace(OPTIONS, grouping=grouping)
    done, made = refreshed(tmp_path, written(options), again(CHANGED, options))
    assert sorted(doings(done)["added"]) == ["c8", "c9"]
    every = lines(made)
    assert every.index(STÅR) > every.index(SHORTER)
    comparison = back(tmp_path, made).compare(again(CHANGED, options))
    assert set(states(comparison).values()) == {"kept"}


def test_no_more_quotes_than_the_report_was_to_have(tmp_path: Path) -> None:
    options = replace(OPTIONS, max_quotes=1)
    done, _made = refreshed(tmp_path, written(options), again(CHANGED, options))
    assert doings(done)["added"] == ["c8"]
    assert doings(done)["withdrawn"] == ["c3"]


def test_how_many_quotes_are_shown_is_true_of_what_stands_there(tmp_path: Path) -> None:
    options = replace(OPTIONS, max_quotes=1)
    data = written(options)
    said = "{n} of 3 quotes are shown."
    assert [line for line in lines(data) if "are shown" in line] == [
        said.format(n=2),
        "1 of 2 quotes are shown.",
    ]
    _done, made = refreshed(tmp_path, data, again(CHANGED, options))
    assert next(line for line in lines(made) if "are shown" in line) == said.format(n=1)
    data = edited(data, deletes("kv_c4", "kvs_c4"))
    _done, made = refreshed(tmp_path, data, again(CODINGS, options))
    assert [line for line in lines(made) if "are shown" in line] == [
        said.format(n=2),
        "0 of 2 quotes are shown.",
    ]
    name = next(m for m in marks_in(etree.fromstring(parts(data)[DOCUMENT])) if m[:4] == "kvo_")
    data = edited(data, says(name, "Vi viser to."))
    done, made = refreshed(tmp_path, data, again(CHANGED, options))
    assert "Vi viser to." in lines(made) and "counts_left" in doings(done)


# What else may have happened in the study


def test_a_quote_with_another_code_is_told_and_stays(tmp_path: Path) -> None:
    other = (*CODINGS[:3], replace(CODINGS[3], code="kon"), *CODINGS[4:])
    done, made = refreshed(tmp_path, written(), again(other))
    assert doings(done)["recoded"] == ["c4"] and "added" not in doings(done)
    assert [step.theme for step in done.steps if step.doing is Doing.RECODED] == ["kon"]
    assert [line for line in lines(made) if line == NYE] == [NYE]


def test_a_coding_that_was_changed_is_the_same_quote(tmp_path: Path) -> None:
    longer = replace(CHANGED[1], id="d2", root="c2")
    now = again((CODINGS[0], longer, *CODINGS[2:]))
    done, made = refreshed(tmp_path, written(), now)
    assert doings(done)["updated"] == ["c2"] and "added" not in doings(done)
    assert "withdrawn" not in doings(done) and SHORTER in lines(made)


def test_quotes_that_have_become_one_are_told(tmp_path: Path) -> None:
    bridge = coding(INTERVIEW, "fint. Vi deler", "syn.rom", id="c7")
    done, made = refreshed(tmp_path, written(), again((*CODINGS, bridge)))
    assert doings(done)["updated"] == ["c1"] and doings(done)["joined"] == ["c2"]
    assert "Now part of another quote (seen 2026-04-05)." in lines(made)


def test_a_quote_whose_transcript_is_missing_is_not_called_withdrawn(tmp_path: Path) -> None:
    done, _made = refreshed(tmp_path, written(), again(CHANGED, held=frozenset({"c3"})))
    assert doings(done)["held"] == ["c3"] and "withdrawn" not in doings(done)


def test_a_sign_that_a_person_points_out_is_set_again(tmp_path: Path) -> None:
    copied = doubles("kv_c2", "kvs_c6", "kv_c2")
    for changes, number in (
        ([loses("kv_c2")], 1),
        ([never_ends("kv_c2")], 1),
        ([copied], 2),
        ([copied, shares_id("kv_c2")], 1),
        ([copied, shares_id("kv_c2")], 2),
    ):
        data = edited(written(), *changes)
        done, made = refreshed(tmp_path, data, again(CHANGED), {"c2": number})
        assert "unclear" not in doings(done)
        assert states(back(tmp_path, made).compare(again(CHANGED)))["c2"] in ("kept", "moved")
