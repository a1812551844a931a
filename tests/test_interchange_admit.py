"""A parcel into a study: our own gives the same study, another's comes in where it fits."""

import os
import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from kodeverk.codebook import save_new
from kodeverk.errors import SaveError
from kodeverk.interchange import admit
from kodeverk.interchange.admit import Admission
from kodeverk.interchange.pack import pack
from kodeverk.interchange.parcel import ForeignCase, ForeignText, Parcel
from kodeverk.interchange.refi import read_project, write_project
from kodeverk.model import (
    Code,
    Codebook,
    Coding,
    MarkKind,
    Memo,
    Origin,
    OriginKind,
    Role,
    Span,
    Suggestion,
    Target,
    TargetKind,
    Transcript,
)
from kodeverk.project import Project

SHA = "0123456789abcdef" * 4
Work = list[tuple[int, int, int, Origin, str]]
AT = "2026-03-01T10:00:00Z"
TALK = "Kari Moe: Hva skjedde på torget?\nOla Li: Det ble bråk 🎸 da.\nKari Moe: Ja?\nOla Li: Jo."


def take_in(project: Project, parcel: Parcel, sha256: str = SHA) -> Admission:
    found = admit.plan(project, parcel, sha256)
    project.take_in(found.intake)
    return found


def coding(
    words: str, code: str = "c1", coder: str = "Per Ås", *, text: str = TALK, id: str = ""
) -> Coding:
    start = text.index(words)
    span = Span(start, start + len(words))
    return Coding(id or f"guid {words} {code} {coder}", "t1", "", span, code, coder, AT)


def foreign(*codings: Coding, **fields: object) -> Parcel:
    parcel = Parcel(
        "Torget",
        "QualCoder 3.8.2",
        Codebook(codes=(Code("c1", "Bråk"), Code("c2", "Lyd", "Støy.", parent="c1"))),
        ("Per Ås",),
        (ForeignText("t1", "Intervju 2022-03-14.docx", TALK),),
        codings,
    )
    return replace(parcel, **fields)  # type: ignore[arg-type]


def files_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def quotes(project: Project) -> list[tuple[str, str, str]]:
    return [
        (c.coder, project.codebook.path(c.code), project.transcript(c.transcript).text(c.span))
        for c in project.codings()
    ]


def same(one: Transcript, other: Transcript) -> bool:
    return replace(one, source=None) == replace(other, source=None)


def test_a_new_study_from_another_program(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "ny")
    parcel = foreign(
        coding("bråk 🎸"),
        coding("torget?\nOla Li: Det", "c2", "Anne"),
        memos=(
            Memo("m1", Target(TargetKind.CODING, "guid bråk 🎸 c1 Per Ås"), "Gitar!", "Anne", AT),
            Memo("m2", Target(TargetKind.TRANSCRIPT, "t1"), "Kort.", "Anne", AT),
            Memo("m3", Target(TargetKind.CODE, "c2"), "Smal.", "Anne", "i går"),
            Memo("m4", Target(TargetKind.PROJECT), "Alt.", "Anne", AT),
        ),
    )
    found = take_in(project, parcel)
    assert found.counts == {
        "texts": 1,
        "known_texts": 0,
        "codes": 2,
        "known_codes": 0,
        "codings": 2,
        "memos": 4,
        "coders": 2,
    }
    assert quotes(project) == [
        ("anne", "Bråk / Lyd", "torget?\n\nOla Li: Det"),
        ("per ås", "Bråk", "bråk 🎸"),
    ]
    (text,) = project.transcripts()
    assert (text.id, text.title, text.date) == (
        "intervju-2022-03-14",
        "Intervju 2022-03-14",
        "2022-03-14",
    )
    assert [s.role for s in text.speakers] == [Role.INTERVIEWER, Role.INFORMANT]
    assert text.source is not None
    assert (project.root / "corpus" / text.source.file).read_text(encoding="utf-8") == TALK
    assert sorted((memo.target.kind.value, memo.text) for memo in project.memos()) == [
        ("code", "Smal."),
        ("coding", "Gitar!"),
        ("project", "Alt."),
        ("transcript", "Kort."),
    ]
    gitar = next(memo for memo in project.memos() if memo.text == "Gitar!")
    assert project.coding(gitar.target.id).code == "brak"
    assert [code.id for code in project.codebook.codes] == ["brak", "lyd"]
    assert project.check() == ()
    assert sorted(path.name for path in (project.root / "corpus/codings").iterdir()) == [
        "anne@import-01234567.jsonl",
        "per ås@import-01234567.jsonl",
    ]
    assert any("Per Ås → per ås" in told for told in found.findings)
    again = Project.open(project.root)
    assert again.codings() == project.codings()
    assert again.check() == ()
    project.close()


def test_the_same_file_twice_adds_nothing(study: Project) -> None:
    parcel = foreign(coding("bråk 🎸"), coding("bråk 🎸", id="en annen"))
    take_in(study, parcel)
    assert len(study.codings()) == 1
    before = files_of(study.root)
    found = admit.plan(study, parcel, SHA)
    assert found.intake.empty
    assert found.counts["known_codings"] == 2
    study.take_in(found.intake)
    assert files_of(study.root) == before


def test_more_of_the_same_study_comes_beside_what_is_there(study: Project) -> None:
    take_in(study, foreign(coding("bråk 🎸")))
    memos = tuple(
        Memo(id, Target(TargetKind.CODING, "ny GUID"), text, "Anne", at)
        for id, text, at in (
            ("m1", "Gitar!", "2026-03-01T12:00:00+02:00"),
            ("m2", "Og tromme.", "2026-03-01T11:00:00"),
            ("m3", " \x1b[2J ", AT),
        )
    )
    again = foreign(coding("bråk 🎸", id="ny GUID"), coding("Jo.", "c2"), memos=memos)
    found = take_in(study, again)
    assert any("same person" in told and "per ås" in told for told in found.findings)
    (memo,) = study.memos(study.codings()[0].memo_target)
    assert (memo.text, memo.at) == ("Gitar!\n\nOg tromme.", "2026-03-01T10:00:00.000Z")
    assert [quote for *_rest, quote in quotes(study)] == ["bråk 🎸", "Jo."]
    assert (study.root / "corpus/codings/per ås@import-01234567-2.jsonl").exists()
    assert study.check() == ()


def test_codes_are_matched_by_id_and_path_and_else_added(study: Project) -> None:
    codes = (
        Code("x", "synergi "),
        Code("y", "FELLES ARRANGEMENT", "Noe annet.", parent="x"),
        Code("rom", "Rommet"),
        Code("z", "Konflikt", parent="x", key="1", color="#ABC"),
        Code("w", ""),
        Code("v", "Konflikt"),
        Code("u", "Konflikt", codable=False),
    )
    put = (coding("Jo.", "u", "Kari"), coding("Jo.", "v", "Kari"))
    found = take_in(study, foreign(*put, codebook=Codebook(codes=codes)))
    assert (found.counts["known_codes"], found.counts["codes"]) == (4, 3)
    assert {c.code for c in study.codings(coder="kari")} == {"konflikt", "konflikt-3"}
    fresh = study.codebook.get("konflikt-3")
    assert fresh is not None
    assert fresh.codable
    assert [each.code for each in found.left] == ["code_text", "code_key"]
    assert found.left[0].where == ("felles", "rom")
    added = study.codebook.get("konflikt-2")
    assert added is not None
    assert (study.codebook.path(added.id), added.key, added.color) == (
        "Synergi / Konflikt",
        "",
        "#aabbcc",
    )
    assert study.check() == ()
    assert study.undo() is None  # what came with a file is not one's own to undo


def test_codings_come_onto_a_text_that_is_there(study: Project) -> None:
    body = study.transcript("int-01").body
    start = body.index("støyen")
    put = replace(coding("bråk 🎸"), span=Span(start, start + 7))  # with a blank after it
    past = replace(put, id="past", span=Span(len(body) - 2, len(body) + 1))
    case = ForeignCase("c", "Ås", {"place": "Ås"}, texts=("t1",))
    found = take_in(
        study, foreign(put, past, texts=(ForeignText("t1", "Noe annet", body),), cases=(case,))
    )
    assert found.counts["known_texts"] == 1
    assert [each.code for each in found.left] == ["case", "misfit"]
    assert quotes(study) == [("per ås", "Bråk", "støyen")]
    assert [c.transcript for c in study.codings()] == ["int-01"]


def test_what_does_not_fit_is_told_and_not_moved(study: Project) -> None:
    parcel = foreign(
        coding("bråk 🎸"),
        replace(coding("Jo."), transcript="t9"),
        replace(coding("Jo.", id="b"), code="c9"),
        replace(coding("Jo.", id="c"), span=Span(3, 3)),
        replace(coding("Jo.", id="d"), span=Span(len(TALK) + 1, len(TALK) + 4)),
        memos=(Memo("m", Target(TargetKind.CODING, "d"), "Til ingen.", "Anne", AT),),
    )
    found = take_in(study, parcel)
    assert found.counts["codings"] == 1
    assert {each.code: each.count for each in found.left} == {
        "no_text": 1,
        "no_code": 1,
        "misfit": 2,
        "memo_target": 1,
    }


def test_a_memo_of_the_same_coder_is_never_overwritten(study: Project) -> None:
    target = Target(TargetKind.CODE, "rom")
    study.set_memo(target, "Mitt.")
    memo = Memo("m", Target(TargetKind.CODE, "rom"), "Ditt.", "Kari", "2099-01-01T00:00:00Z")
    parcel = foreign(codebook=Codebook(codes=(Code("rom", "Deling av rom"),)), texts=())
    found = take_in(study, replace(parcel, memos=(memo, replace(memo, text="Mitt."))))
    assert [each.code for each in found.left] == ["memo_other"]
    assert found.counts["known_memos"] == 1
    assert [memo.text for memo in study.memos(target)] == ["Mitt."]


def test_cases_become_attributes_of_who_speaks_or_of_the_text(study: Project) -> None:
    first, last = TALK.index("Det ble"), TALK.index("Jo.")
    cases = (
        ForeignCase(
            "a",
            "Ola",
            {"unit": "bibliotek", "role": "participant"},
            spans=(("t1", Span(first, first + 8)), ("t1", Span(last, last + 3))),
        ),
        ForeignCase("b", "Mysen", {"place": "Mysen"}, texts=("t1",)),
        ForeignCase("c", "Begge", {"x": "y"}, spans=(("t1", Span(0, len(TALK))),)),
        ForeignCase("d", "Annen", {"place": "Ås"}, texts=("t1",)),
        ForeignCase("e", "Ingen", {"z": "1"}, spans=(("t2", Span(0, 5)),)),
    )
    texts = (
        ForeignText("t1", "Torget", TALK, {"date": "14.3.2022", "kind": "workshop"}),
        ForeignText("t2", "Notat", "Ingen sier dette."),
    )
    found = take_in(study, foreign(cases=cases, texts=texts))
    text = study.transcript("torget")
    assert text.attributes == {"case": "Mysen", "place": "Mysen"}
    assert (text.date, text.kind.value) == ("2022-03-14", "workshop")
    speaker = text.speaker("Ola Li")
    assert speaker is not None
    assert (speaker.role, dict(speaker.attributes)) == (Role.PARTICIPANT, {"unit": "bibliotek"})
    (left,) = found.left
    assert (left.code, left.where) == ("case", ("Begge", "Annen", "Ingen"))


@pytest.mark.parametrize("names", [("Svar 1", "Svar 2"), ("Svar", "Svar")])
def test_two_texts_that_say_the_same_stay_two(study: Project, names: tuple[str, str]) -> None:
    texts = (ForeignText("t1", names[0], "Ja."), ForeignText("t2", names[1], "Ja."))
    put = (
        replace(coding("Ja", text="Ja."), id="a"),
        replace(coding("Ja", "c2", text="Ja."), id="b", transcript="t2"),
    )
    parcel = foreign(*put, texts=texts)
    take_in(study, parcel)
    first, second = study.codings()
    assert first.transcript != second.transcript
    assert study.transcript(first.transcript).title == names[0]
    assert admit.plan(study, parcel, SHA).intake.empty
    if names[0] != names[1]:
        assert admit.plan(study, replace(parcel, texts=texts[::-1]), SHA).intake.empty


def test_a_failure_leaves_the_study_as_it_was(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = foreign(coding("bråk 🎸"), coding("Jo.", coder="Anne"))
    parcel = replace(parcel, texts=(*parcel.texts, ForeignText("t2", "To", "En til.")))
    found = admit.plan(study, parcel, SHA)
    before, real = files_of(study.root), os.replace
    steps = found.intake.steps
    assert steps == 2 + 1 + 3  # texts, codebook, and journals: also of who imports the codes
    for failing in range(2 * 2 + 1 + 3):
        calls: list[Path] = []

        def refuse(old: Path, new: Path, at: int = failing, calls: list[Path] = calls) -> None:
            calls += [new] if new.is_relative_to(study.root) else []
            if len(calls) == at + 1:
                raise OSError(28, "full")
            real(old, new)

        with monkeypatch.context() as full:
            full.setattr(os, "replace", refuse)
            with pytest.raises(SaveError):
                study.take_in(found.intake)
        assert files_of(study.root) == before
        assert (len(study.transcripts()), study.codings(), study.coders) == (2, (), ())
    for stop in range(steps):
        done: list[None] = []

        def cancel(stop: int = stop, done: list[None] = done) -> None:
            done.append(None)
            if len(done) > stop:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            study.take_in(found.intake, cancel)
        assert files_of(study.root) == before
    study.take_in(found.intake)
    assert len(study.codings()) == 2
    assert study.check() == ()


# --- our own


def busy(study: Project) -> None:
    """Let things have happened in the study that are all to come along."""
    one = study.code("int-01", Span(93, 99), "rom")
    two = study.code("int-01", Span(101, 120), "felles")
    study.set_memo(two.memo_target, "Viktig.\n\nÅ følge opp.")
    study.recode(two.id, "konflikt")
    study.uncode(one.id)
    study.undo()
    study.accept(Suggestion("int-01", Span(140, 160), "bråk", 0.71, "prøve"))
    taken = Suggestion("notat", Span(0, 5), "rom", 0.5, "prøve")
    study.accept(taken, code="konflikt")
    study.reject(Suggestion("notat", Span(6, 10), "rom", 0.5, "prøve"))
    study.set_memo(Target(TargetKind.TRANSCRIPT, "notat"), "Notatet.")
    study.set_memo(Target(TargetKind.PROJECT), "Studien.")
    study.mark(study.codings()[0].id, MarkKind.BEST, [Span(101, 105)])
    other = Project.open(study.root, coder="ola", device="mac")
    other.code("int-01", Span(93, 99), "rom")
    other.set_memo(Target(TargetKind.CODE, "rom"), "Rom for alle.")
    other.close()
    study.refresh()


def assert_equal(one: Project, other: Project) -> None:
    assert other.codings() == one.codings()
    assert other.memos() == one.memos()
    assert other.marks() == one.marks()
    assert other.codebook == one.codebook
    assert other.coders == one.coders
    assert all(map(same, one.transcripts(), other.transcripts()))
    assert other.transcript_ids == one.transcript_ids
    assert other.check() == ()


def test_our_own_study_comes_back_the_same(study: Project, tmp_path: Path) -> None:
    busy(study)
    parcel = pack(study)
    assert [each.code for each in parcel.left] == ["source", "rejection", "shown"]
    assert len({text.name for text in parcel.texts}) == 2
    new = Project.create(tmp_path / "ny")
    take_in(new, parcel)
    assert_equal(study, new)
    origins = {c.origin.kind for c in new.codings()}
    assert origins == {OriginKind.OWN, OriginKind.SUGGESTED, OriginKind.EDITED}
    assert admit.plan(new, parcel, SHA).intake.empty
    assert admit.plan(study, parcel, SHA).intake.empty
    new.close()


def test_what_was_removed_meanwhile_stays_removed(study: Project) -> None:
    busy(study)
    parcel = pack(study)
    gone = study.codings(coder="kari")[0]
    study.uncode(gone.id)
    found = admit.plan(study, parcel, SHA)
    assert found.intake.empty
    assert any("removed here before" in told for told in found.findings)
    moved = replace(gone, span=Span(gone.span.start, gone.span.end - 4), id=parcel.codings[0].id)
    found = take_in(study, replace(parcel, codings=(moved,), memos=(), extra={}))
    assert any("changed elsewhere" in told for told in found.findings)
    assert moved.span in [c.span for c in study.codings()]


def test_a_transcript_with_a_taken_name_gets_another(study: Project) -> None:
    busy(study)
    parcel = pack(study)
    text = study.transcript("notat")
    path = study.root / "corpus" / "notat.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("Ås", "Moss"), encoding="utf-8")
    again = Project.open(study.root, coder="siri")
    found = take_in(again, parcel)
    assert again.transcript("notat-2").body == text.body
    assert any("notat-2" in told for told in found.findings)
    assert [c.code for c in again.codings("notat-2")] == ["konflikt"]
    again.close()


_NAMES = st.text("abå 🎸c.-:", min_size=1, max_size=8).filter(str.strip)
_CODES = st.lists(
    st.tuples(_NAMES, st.integers(-1, 5), st.booleans(), st.text("x\n å:#", max_size=9)), max_size=8
)


@st.composite
def books(draw: st.DrawFn) -> Codebook:
    made: list[Code] = []
    for number, (name, parent, codable, text) in enumerate(draw(_CODES)):
        above = f"k{parent}" if 0 <= parent < number else None
        made.append(
            Code(
                f"k{number}",
                " ".join(name.split()) or "x",
                definition="\n".join(line.rstrip() for line in text.split("\n")).strip(),
                parent=above,
                codable=codable,
            )
        )
    order: list[Code] = []

    def below(parent: str | None) -> None:
        for code in made:
            if code.parent == parent:
                order.append(code)
                below(code.id)

    below(None)
    return Codebook(title="Bok", codes=tuple(order))


@st.composite
def work(draw: st.DrawFn) -> Work:
    """Return codings as (where, how long, which code, origin, memo)."""
    one = st.tuples(
        st.integers(0, 300),
        st.integers(1, 80),
        st.integers(0, 9),
        st.sampled_from([Origin(), Origin(OriginKind.SUGGESTED, 0.25, "m")]),
        st.sampled_from(["", "Å!", "a\n\nb"]),
    )
    return draw(st.lists(one, max_size=6))


@examples(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(books(), work(), work())
def test_any_study_of_ours_comes_back_the_same(
    root: Path, tmp_path: Path, book: Codebook, karis: Work, pers: Work
) -> None:
    folder = tmp_path / "prøve"
    for each in (folder, tmp_path / "ny", tmp_path / "fra fil"):
        shutil.rmtree(each, ignore_errors=True)
    shutil.copytree(root, folder)
    (folder / "codebooks" / "kodebok.yaml").unlink()
    save_new(folder / "codebooks" / "kodebok.yaml", book)
    codable = [code.id for code in book.codes if code.codable]
    for coder, made in (("kari", karis), ("per ås", pers)) if codable else ():
        with closing(Project.open(folder, coder=coder)) as project:
            for start, size, code, origin, text in made:
                body = project.transcript("int-01").body
                span = Span(min(start, len(body)), min(start + size, len(body)))
                if body[span.start : span.end].strip():
                    put = project.code("int-01", span, codable[code % len(codable)], origin)
                    project.set_memo(put.memo_target, text)
    with closing(Project.open(folder)) as project:
        parcel = pack(project)
        write_project(parcel, tmp_path / "ut.qdpx")
        for name, found in (("ny", parcel), ("fra fil", read_project(tmp_path / "ut.qdpx"))):
            with closing(Project.create(tmp_path / name)) as new:
                take_in(new, found)
                if book.codes:
                    assert_equal(project, new)
