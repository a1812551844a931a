"""Comments from documents in the study: taken in once, proposed, decided on, put away, undone."""

import itertools
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from room_study import BOOK, make_study

from kodeverk.corpus.canonical import digest, parse_turns
from kodeverk.errors import NotFoundError, UsageError
from kodeverk.interchange import admit
from kodeverk.interchange.pack import pack
from kodeverk.interchange.refi import read_project, write_project
from kodeverk.journal.comments import Comments, made_id
from kodeverk.journal.events import AnyEvent, Commented, Removed
from kodeverk.journal.ledger import Ledger
from kodeverk.model import Comment, OriginKind, Reply, Span, Suggestion, Transcript
from kodeverk.project import Project
from kodeverk.project.proposing import Names, counted

WORDS = "alle sammen ved kaffemaskinen"


def remark(text: Transcript, said: str, words: str = WORDS, **more: Any) -> Comment:
    start = text.body.index(words) if words else 0
    span = Span(start, start + len(words)) if words else None
    date = "2026-02-03T09:05:00Z"
    made = Comment("", text.id, text.digest, span, "Kari Nes", date, said, source="a.docx")
    return replace(made, **more)


def take(project: Project, *said: str) -> tuple[Comment, ...]:
    text = project.transcript("int-01")
    project.take_in_comments(remark(text, each) for each in said)
    return project.comments("int-01")


def proposed(project: Project) -> list[str]:
    return [one.code for one in project.proposals("int-01")]


# --- names of codes


def named(text: str) -> list[tuple[str, str]]:
    return [(each.code, each.said) for each in Names(BOOK).named(text)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Møteplass: godt eksempel", [("syn.mote", "godt eksempel")]),
        ("MØTEPLASS", [("syn.mote", "")]),
        ("møteplass – ja\nog mer", [("syn.mote", "ja\nog mer")]),
        ("«Støy og romkamp». Her er det.", [("kon.stoy", "Her er det.")]),
        ("Synergi / Møteplass", [("syn.mote", "")]),
        ("Synergi – møteplass: ja", [("syn.mote", "ja")]),
        ("Møteplass, Tidspress: begge", [("syn.mote", "begge"), ("kon.tid", "begge")]),
        ("Møteplass og tidspress", [("syn.mote", ""), ("kon.tid", "")]),
        ("kon.tid: ja", [("kon.tid", "ja")]),
        ("Kode: Tidspress", [("kon.tid", "")]),
        (
            "Synergi / Møteplass\nnotat\nKonflikt / Tidspress",
            [("syn.mote", "notat"), ("kon.tid", "")],
        ),
        ("Synergi: bare et tema", []),
        ("Møteplassen er fin", []),
        ("Møteplass-tanken", []),
        ("Møteplass er det ikke", []),
        ("Er dette Møteplass?", []),
        ("Møteplass og kaffe", []),
        ("", []),
    ],
)
def test_a_comment_that_begins_with_the_name_of_a_code(
    text: str, codes: list[tuple[str, str]]
) -> None:
    assert named(text) == codes
    assert named(text.replace("ø", "o\u0338")) == named(text.replace("ø", "o\u0338"))


def test_letters_in_two_parts_are_the_same_letters() -> None:
    book = replace(BOOK, codes=(replace(BOOK.codes[1], name="Årsmøte", parent=None),))
    assert [each.code for each in Names(book).named("A\u030arsmøte: ja")] == ["syn.mote"]


def test_two_codes_of_one_name_are_told_apart_by_their_paths() -> None:
    book = replace(BOOK, codes=(*BOOK.codes, replace(BOOK.codes[1], id="kon.mote", parent="kon")))
    assert Names(book).named("Møteplass: ja") == ()
    assert [each.code for each in Names(book).named("Konflikt / Møteplass")] == ["kon.mote"]


def test_counted_in_words(tmp_path: Path) -> None:
    comments = take(make_study(tmp_path), "Møteplass", "Hva?", "Tidspress: ja")
    assert counted(comments, Names(BOOK)) == "3 comments, 2 propose codes"
    assert counted(comments[:1], None) == "1 comment"


# --- the fold


def events() -> list[tuple[str, AnyEvent]]:
    def said(id: str, at: str, **more: object) -> Commented:
        return Commented(n=1, id=id, at=at, transcript="t", digest="d", **more)  # type: ignore[arg-type]

    return [
        ("kari", said("comment-1", "1", start=1, end=4, text="a")),
        ("ola", said("comment-1", "2", start=1, end=4, text="a")),
        ("ola", said("comment-2", "3", start=1, end=4, text="a", resolved=True)),
        ("kari", said("comment-3", "4", text="b")),
        ("ola", Removed(n=5, id="r", at="5", target="comment-3")),
        ("ola", said("comment-4", "7", text="c", start=2, end=3)),
        ("kari", said("comment-4", "6", text="c", start=2, end=3)),
    ]


def test_the_fold_is_the_same_in_any_order_and_with_duplicates() -> None:
    expected = None
    for order in itertools.permutations(events()):
        ledger = Ledger()
        for coder, event in (*order, order[0]):
            ledger.apply(coder, [event])
        found = sorted((c.id, c.coder, c.resolved) for c in ledger.comments_on("t"))
        assert found == (expected or found)
        expected = found
    assert expected == [("comment-2", "ola", True), ("comment-4", "kari", False)]


def test_an_id_is_made_of_all_that_is_said() -> None:
    one = Comment("", "t", "d", Span(1, 2), "A", "", "x")
    others = [
        replace(one, **{field: value})  # type: ignore[arg-type]
        for field, value in {
            "transcript": "u",
            "digest": "e",
            "span": None,
            "author": "B",
            "date": "2026",
            "text": "y",
            "replies": (Reply("A", "", "z"),),
            "resolved": True,
            "nth": 1,
        }.items()
    ]
    assert len({made_id(each) for each in (one, *others)}) == 10
    assert made_id(replace(one, source="b.docx", coder="kari", at="1")) == made_id(one)
    assert Comments().put_away(one) is False


# --- in the study


def test_taken_in_once_whoever_does(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    (comment,) = take(project, "Hva er dette?")
    taken = project.take_in_comments([remark(project.transcript("int-01"), "Hva er dette?")])
    assert (taken.new, taken.known) == ((), 1)
    project.close()
    other = Project.open(tmp_path, coder="ola", device="pc")
    text = other.transcript("int-01")
    assert other.take_in_comments([remark(text, "Hva er dette?")]).known == 1
    answered = remark(text, "Hva er dette?", replies=(Reply("Ola", "", "Kaffe"),), resolved=True)
    assert len(other.take_in_comments([answered]).new) == 1
    (now,) = other.comments("int-01")
    assert (now.resolved, now.replies[0].text, now.span) == (True, "Kaffe", comment.span)
    assert other.take_in_comments([remark(text, "Hva er dette?")]).known == 1  # the older one
    answer = remark(text, "Kaffe", author="Ola", date="")  # some programs make it a comment
    assert other.sort_comments([answer]).known == 1
    assert other.comments("int-01") == (now,)
    other.close()


def test_put_away_by_anybody_and_not_taken_in_again(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    (comment,) = take(project, "Hva er dette?")
    project.close()
    other = Project.open(tmp_path, coder="ola", device="pc")
    other.remove_comments([comment.id])
    assert other.comments() == ()
    again = remark(other.transcript("int-01"), "Hva er dette?")
    assert other.take_in_comments([again]).away == 1
    with pytest.raises(NotFoundError):
        other.remove_comments([comment.id])
    assert other.undo() == "comment put away"
    (back,) = other.comments()
    assert (back.text, back.span) == (comment.text, comment.span)
    assert other.turned_back == ("int-01", comment.span)
    assert other.redo() == "comment put away"
    assert other.comments() == ()
    other.close()


def test_taking_in_is_one_undo_and_can_be_done_again(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    before = take(project, "a", "b", "c")
    assert project.undo() == "3 comments taken in"
    assert project.comments() == ()
    assert take(project, "a", "b", "c") and len(project.comments()) == 3
    project.undo()
    assert project.redo() == "3 comments taken in"
    assert [c.text for c in project.comments()] == [c.text for c in before]
    project.undo()
    assert project.comments() == ()
    project.close()


def test_a_comment_becomes_a_coding_with_its_words_as_memo(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    text = project.transcript("int-01")
    reply = (Reply("Ola Åsen", "", "Enig"),)
    project.take_in_comments([remark(text, "Møteplass: godt eksempel", replies=reply)])
    (one,) = project.proposals("int-01")
    assert project.codings() == ()  # nothing is coded by itself
    coding = project.accept(one)
    assert (coding.code, text.text(coding.span)) == ("syn.mote", WORDS)
    assert (coding.origin.kind, coding.origin.engine) == (OriginKind.COMMENT, one.engine)
    memo = project.memo(coding.memo_target)
    assert memo is not None and memo.text == "Kari Nes: godt eksempel\nOla Åsen: Enig"
    assert proposed(project) == []
    grown = project.resize(coding.id, Span(coding.span.start, coding.span.end + 1))
    assert grown.origin == coding.origin
    project.undo()
    project.undo()
    assert (proposed(project), project.codings(), project.memos()) == (["syn.mote"], (), ())
    project.close()


def test_turned_down_and_given_another_code(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    take(project, "Møteplass: ja", "Tidspress, Støy og romkamp: nei")
    assert proposed(project) == ["syn.mote", "kon.tid", "kon.stoy"] or len(proposed(project)) == 3
    by_code = {one.code: one for one in project.proposals("int-01")}
    project.reject(by_code["kon.tid"])
    assert sorted(proposed(project)) == ["kon.stoy", "syn.mote"]
    coding = project.accept(by_code["syn.mote"], code="syn.hjelp")
    assert (coding.code, proposed(project)) == ("syn.hjelp", ["kon.stoy"])
    memo = project.memo(coding.memo_target)
    assert memo is not None and memo.text == "Kari Nes: Møteplass: ja"
    project.undo()
    assert sorted(proposed(project)) == ["kon.stoy", "syn.mote"]
    assert project.outcomes() == ()  # the program has suggested nothing
    project.close()


def test_what_others_decide_and_the_program_suggests_is_another_matter(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    (comment,) = take(project, "Møteplass")
    assert comment.span is not None
    machine = Suggestion("int-01", comment.span, "syn.mote", 0.8, "prøve-1")
    project.show([machine])
    project.reject(machine)
    assert proposed(project) == ["syn.mote"]
    project.accept(project.proposals("int-01")[0])
    project.close()
    other = Project.open(tmp_path, coder="ola", device="pc")
    assert proposed(other) == ["syn.mote"]
    (outcome,) = other.outcomes()
    assert outcome.coder == "kari" and outcome.answer.value == "rejected"
    other.close()


def test_a_comment_without_a_place_is_kept_and_cannot_be_coded(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    text = project.transcript("int-01")
    project.take_in_comments([remark(text, "Møteplass: borte", ""), remark(text, "Hva?")])
    first, second = project.comments()
    assert (first.text, second.span) == ("Hva?", None)
    assert proposed(project) == []
    with pytest.raises(UsageError):
        project.code_comment(second.id, "syn.mote")
    project.take_in_comments([remark(text, "Møteplass: borte")])  # now it has one
    assert proposed(project) == ["syn.mote"]
    project.close()


def test_our_own_margin_comments_are_passed_over(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    text = project.transcript("int-01")
    start = text.body.index(WORDS)
    coding = project.code("int-01", Span(start, start + len(WORDS)), "syn.mote")
    project.set_memo(coding.memo_target, "Fint sagt.")

    def ours(said: str, **more: Any) -> int:
        return project.sort_comments([remark(text, said, author="kari", **more)]).ours

    assert ours("Synergi / Møteplass\nFint sagt.") == 1
    assert ours("Synergi / Møteplass") == 1
    assert ours("Synergi / Møteplass\nEn annen mening.") == 0
    assert ours("Konflikt / Tidspress") == 0
    assert ours("Synergi / Møteplass", replies=(Reply("Ola", "", "Nei"),)) == 0
    assert project.sort_comments([remark(text, "Synergi / Møteplass")]).ours == 0  # another author
    project.close()


def test_a_corrected_text_carries_the_comments_that_stand(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    take(project, "Møteplass: ja")
    text = project.transcript("int-01")
    project.take_in_comments([remark(text, "Hva?", "alt på én gang")])
    body = text.body.replace("alt på én gang", "mange ting").replace("Ja, her", "Jo da, her")
    new = replace(text, body=body, digest=digest(body), turns=parse_turns(body, text.speakers))
    project.revise(project.revision("int-01", new))
    first, second = project.comments("int-01")
    assert first.span is not None and body[first.span.start : first.span.end] == WORDS
    assert (second.text, second.span) == ("Hva?", None)
    assert proposed(project) == ["syn.mote"]
    project.undo()
    assert all(each.span for each in project.comments("int-01"))
    project.close()


# --- to another study and back


def test_a_study_in_a_file_has_its_comments(tmp_path: Path) -> None:
    project = make_study(tmp_path / "en")
    text = project.transcript("int-01")
    answers = (Reply("Ola Åsen", "2026-02-04", "Enig"),)
    project.take_in_comments(
        [
            remark(text, "Møteplass: ja", replies=answers, resolved=True),
            remark(text, "borte", ""),
            remark(text, "Hva?"),
        ]
    )
    file = tmp_path / "ut.qdpx"
    write_project(pack(project), file)
    told = [(c.text, c.span, c.author, c.date, c.replies, c.resolved) for c in project.comments()]
    project.close()
    with closing(Project.create(tmp_path / "to", name="To", coder="ola", device="pc")) as other:
        other.take_in(admit.plan(other, read_project(file), "0" * 64).intake)
        assert [
            (c.text, c.span, c.author, c.date, c.replies, c.resolved) for c in other.comments()
        ] == told
        assert proposed(other) == ["syn.mote"]
        away = next(c for c in other.comments() if c.text == "Hva?")
        other.remove_comments([away.id])
        again = admit.plan(other, read_project(file), "1" * 64)
        assert again.counts["known_comments"] == 2 and not again.intake.journals
        assert [each.code for each in again.left] == ["comment_removed"]
