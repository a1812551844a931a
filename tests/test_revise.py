"""A corrected text in the study: codings carried or listed, undo, and other coders' journals."""

import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from corrections import correct
from room_study import make_study

from kodeverk import files as kodeverk_files
from kodeverk.corpus import correcting
from kodeverk.corpus.draft import Draft, DraftTurn
from kodeverk.corpus.reanchor import Fate
from kodeverk.errors import ConflictError, DataError, NotFoundError, SaveError, UsageError
from kodeverk.journal.events import AnyEvent, Coded, Commented, Opened, Read, Revised, encode
from kodeverk.journal.store import Writer
from kodeverk.model import (
    Coding,
    Kind,
    MarkKind,
    Role,
    Span,
    Speaker,
    Suggestion,
    Target,
    TargetKind,
    Transcript,
)
from kodeverk.project import Project, actions, revising

ID = "int-01"
FINE = "Det er blitt en møteplass."
NOISE = "Det bråker fryktelig når det er musikk [ler]."


@pytest.fixture
def study(tmp_path: Path) -> Project:
    return make_study(tmp_path / "studie")


def reopened(project: Project, coder: str = "kari") -> Project:
    return Project.open(project.root, coder=coder, device="pc")


def at(project: Project, words: str) -> Span:
    start = project.transcript(ID).body.index(words)
    return Span(start, start + len(words))


def code(project: Project, words: str, code: str = "syn.mote") -> Coding:
    return project.code(ID, at(project, words), code)


def texts(project: Project) -> list[str]:
    """The words of every coding that stands."""
    transcript = project.transcript(ID)
    return [transcript.text(coding.span) for coding in project.codings(ID)]


def replace(project: Project, wrong: str, right: str) -> None:
    """Correct a word wherever it stands, and place nothing by hand."""
    old = project.transcript(ID)
    new = correcting.replaced(old, wrong, right, range(len(old.turns)))
    project.revise(project.revision(ID, new))


def files(project: Project) -> dict[str, bytes]:
    return {
        path.relative_to(project.root).as_posix(): path.read_bytes()
        for path in project.root.rglob("*")
        if path.is_file()
    }


def test_what_stands_is_carried_and_the_rest_waits(study: Project) -> None:
    fine, noise = code(study, FINE), code(study, NOISE, "kon.stoy")
    old = study.transcript(ID)
    new = correcting.replaced(old, "musikk", "mye musikk", range(len(old.turns)))
    new = correcting.reworded(new, 0, "Hei og velkommen! Spørsmål nummer 0?")
    plan = study.revision(ID, new)
    assert [(c.id, a.fate) for c, a in plan.fates] == [
        (fine.id, Fate.UNCHANGED),
        (noise.id, Fate.CHANGED),
    ]
    study.revise(plan)
    for project in (study, reopened(study)):
        assert project.transcript(ID).digest == new.digest != old.digest
        assert texts(project) == [FINE]
        (waiting,) = project.adrift(ID)
        assert waiting.coding.id == noise.id and waiting.old is not None
        assert waiting.old.text(waiting.coding.span) == NOISE
        assert waiting.anchored is not None and waiting.anchored.new is not None
        proposed = project.transcript(ID).text(waiting.anchored.new)
        assert proposed == "Det bråker fryktelig når det er mye musikk [ler]."
        assert [p.code for p in project.problems] == ["adrift"]


def test_a_place_is_accepted_by_hand_and_that_can_be_undone(study: Project) -> None:
    noise = code(study, NOISE)
    replace(study, "musikk", "mye musikk")
    assert texts(study) == []
    there = at(study, "når det er mye musikk")
    (placed,) = study.place([(noise.id, there)])
    assert placed.span == there and placed.id == noise.id
    assert texts(reopened(study)) == ["når det er mye musikk"]
    assert study.adrift() == () and study.problems == ()
    assert study.undo() == "place of a coding"
    assert texts(study) == [] and len(study.adrift()) == 1
    study.redo()
    assert texts(study) == ["når det er mye musikk"]
    with pytest.raises(NotFoundError):
        study.place([(noise.id, there)])


def test_places_and_drops_are_part_of_the_correction(study: Project) -> None:
    noise, fine = code(study, NOISE), code(study, FINE)
    old = study.transcript(ID)
    new = correcting.replaced(old, "musikk", "mye musikk", range(len(old.turns)))
    new = correcting.replaced(new, FINE, "", range(len(new.turns)))
    plan = study.revision(ID, new)
    fates = {c.id: a for c, a in plan.fates}
    assert fates[fine.id].fate is Fate.LOST
    there = fates[noise.id].new
    assert there is not None
    study.revise(plan, {noise.span: there}, [fine.id])
    assert texts(study) == ["Det bråker fryktelig når det er mye musikk [ler]."]
    assert study.adrift() == () and study.problems == ()
    study.undo()
    assert sorted(texts(study)) == sorted([NOISE, FINE])
    study.redo()
    assert texts(study) == ["Det bråker fryktelig når det er mye musikk [ler]."]


def test_undo_brings_all_back(study: Project) -> None:
    code(study, NOISE)
    study.mark(code(study, FINE).id, MarkKind.BEST, [at(study, "en møteplass")])
    study.reject(Suggestion(ID, at(study, "alle sammen"), "syn.mote", 0.5, "prøve"))
    study.mark_read(ID, [at(study, NOISE), at(study, FINE)])
    before = files(study)
    seen = study.codings(), study.marks(), study.rejections(), study.read_spans(ID)
    replace(study, "Det", "Dette")
    assert len(study.codings()) == 0
    study.undo()
    for project in (study, reopened(study)):
        assert (
            project.codings(),
            project.marks(),
            project.rejections(),
            project.read_spans(ID),
        ) == seen
    now = files(study)
    body = f"corpus/{ID}.txt"
    assert now[body] == before[body]
    study.redo()
    assert "Dette bråker" in study.transcript(ID).body
    study.undo()
    assert study.codings() == seen[0]


def test_all_that_is_about_places_is_carried(study: Project) -> None:
    fine = code(study, FINE)
    study.mark(fine.id, MarkKind.BEST, [at(study, "en møteplass")])
    study.set_memo(Target(TargetKind.CODING, fine.id), "Sentralt")
    suggestion = Suggestion(ID, at(study, "alle sammen"), "syn.mote", 0.5, "prøve")
    study.show([suggestion])
    study.reject(suggestion)
    study.mark_read(ID, [at(study, NOISE)])
    outcomes = study.outcomes()
    assert len(outcomes) == 1
    replace(study, "Spørsmål nummer 0?", "Vel, hvordan er det her, egentlig?")
    for project in (study, reopened(study)):
        text = project.transcript(ID).text
        (mark,) = project.marks()
        assert mark.digest == project.transcript(ID).digest
        assert [text(span) for span in mark.keep] == ["en møteplass"]
        (rejected,) = project.rejections(ID)
        assert text(rejected.span) == "alle sammen"
        assert [text(span) for span in project.read_spans(ID)] == [NOISE]
        (outcome,) = project.outcomes()
        assert (text(outcome.span), outcome.answer) == ("alle sammen", outcomes[0].answer)
        (coding,) = project.codings(ID)
        assert project.memo(coding.memo_target) is not None
        assert project.count() == {"syn.mote": 1}
        glanced = reopened(project).glance(ID)
        assert [text(c.span) for c in glanced[0]] == [FINE]
        assert [text(span) for span in glanced[1]] == [NOISE]


def test_codings_can_be_changed_after_a_correction(study: Project) -> None:
    fine = code(study, FINE)
    replace(study, "Spørsmål nummer 0?", "Vel, hvordan er det her, egentlig?")
    assert study.code(ID, at(study, FINE), "syn.mote").id == fine.id  # not one more
    wider = study.resize(fine.id, at(study, "ved kaffemaskinen. Det er blitt en møteplass."))
    other = study.recode(wider.id, "syn.hjelp")
    assert texts(reopened(study)) == ["ved kaffemaskinen. Det er blitt en møteplass."]
    study.uncode(other.id)
    assert texts(study) == []
    for _step in range(3):
        study.undo()
    assert texts(study) == [FINE] and study.codings()[0].code == "syn.mote"


def test_two_corrections_one_after_the_other(study: Project) -> None:
    code(study, FINE)
    code(study, NOISE)
    replace(study, "Spørsmål nummer 0?", "Vel?")
    late = code(study, "Vi rekker ikke alt.")
    replace(study, "Spørsmål nummer 1?", "Og støyen, hva med den?")
    assert texts(reopened(study)) == [FINE, NOISE, "Vi rekker ikke alt."]
    study.undo()
    assert texts(study) == [FINE, NOISE, "Vi rekker ikke alt."]
    study.undo()  # the late coding
    study.undo()
    assert texts(reopened(study)) == [FINE, NOISE]
    assert study.coded(late.id) is not None


def test_another_coder_on_the_old_text_is_carried_whenever_it_arrives(
    study: Project, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "hjemme"
    shutil.copytree(study.root, elsewhere)
    jonas = Project.open(elsewhere, coder="jonas", device="hjemme")
    start = jonas.transcript(ID).body.index(FINE)
    jonas.code(ID, Span(start, start + len(FINE)), "syn.mote")
    noise = jonas.transcript(ID).body.index(NOISE)
    theirs = jonas.code(ID, Span(noise, noise + len(NOISE)), "kon.stoy")
    jonas.close()
    replace(study, "musikk", "mye musikk")
    replace(study, "Spørsmål nummer 0?", "Vel?")
    codings = Path("corpus", "codings")
    shutil.copy(elsewhere / codings / "jonas@hjemme.jsonl", study.root / codings)
    study.refresh()
    assert [(c.coder, study.transcript(ID).text(c.span)) for c in study.codings()] == [
        ("jonas", FINE)
    ]
    (waiting,) = study.adrift()
    assert waiting.coding.id == theirs.id
    with pytest.raises(UsageError):  # one coder never removes another's
        study.uncode(theirs.id)
    # Before the text itself has come, what was coded on the new one stands on the old.
    kari = code(study, "Én er syk")
    for journal in (study.root / codings).iterdir():
        shutil.copy(journal, elsewhere / codings)
    jonas = Project.open(elsewhere, coder="jonas", device="hjemme")
    assert "mye musikk" not in jonas.transcript(ID).body
    (seen,) = [c for c in jonas.codings() if c.id == kari.id]
    assert jonas.transcript(ID).text(seen.span) == "Én er syk"
    assert len(jonas.codings()) == 3
    assert [p.code for p in jonas.problems] == ["earlier_text"]


def test_two_who_correct_at_once_lose_nothing(study: Project, tmp_path: Path) -> None:
    code(study, FINE)
    elsewhere = tmp_path / "hjemme"
    shutil.copytree(study.root, elsewhere)
    jonas = Project.open(elsewhere, coder="jonas", device="hjemme")
    replace(jonas, "Spørsmål nummer 1?", "Og støyen?")
    noise = jonas.transcript(ID).body.index(NOISE)
    jonas.code(ID, Span(noise, noise + len(NOISE)), "kon.stoy")
    jonas.close()
    replace(study, "Spørsmål nummer 0?", "Vel?")
    codings = Path("corpus", "codings")
    shutil.copy(elsewhere / codings / "jonas@hjemme.jsonl", study.root / codings)
    study.refresh()
    assert texts(study) == texts(reopened(study)) == [FINE, NOISE]
    shutil.copy(elsewhere / "corpus" / f"{ID}.txt", study.root / "corpus")  # theirs won
    study.refresh()
    assert texts(study) == [FINE, NOISE]
    assert texts(reopened(study)) == [FINE, NOISE]
    study.close()
    late = reopened(study)
    with pytest.raises(ConflictError):  # the text is not the one that this led to
        late.undo()
    assert texts(late) == [FINE, NOISE]


def test_a_correction_of_a_text_that_was_changed_meanwhile_is_refused(study: Project) -> None:
    code(study, FINE)
    old = study.transcript(ID)
    plan = study.revision(ID, correcting.reworded(old, 0, "Vel?"))
    path = study.root / "corpus" / f"{ID}.txt"
    path.write_text(path.read_text("utf-8").replace("alle", "ingen"), "utf-8", newline="\n")
    before = files(study)
    with pytest.raises(ConflictError):
        study.revise(plan)
    kept = {name: data for name, data in files(study).items() if "codings" not in name}
    assert kept == {name: data for name, data in before.items() if "codings" not in name}
    with pytest.raises(UsageError):
        study.revise(study.revision(ID, study.transcript(ID)))


@pytest.mark.parametrize("fails", [".txt", ".jsonl"])
def test_a_disk_that_is_full_leaves_the_text_and_the_codings(
    study: Project, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    code(study, NOISE)
    replace(study, "sammen", "i lag")
    texts_before, body = texts(study), study.transcript(ID).body
    old = study.transcript(ID)
    plan = study.revision(ID, correcting.replaced(old, "syk", "frisk", range(10)))
    write, add = kodeverk_files.write_atomic, Writer.append

    def full(path: Path, data: bytes) -> None:
        if fails == ".txt" and path == study.root / "corpus" / f"{ID}.txt":
            raise SaveError("full")
        write(path, data)

    def no_more(writer: Writer, events: Sequence[AnyEvent]) -> list[AnyEvent]:
        if fails == ".jsonl":
            raise SaveError("full")
        return add(writer, events)

    study.undo()
    with monkeypatch.context() as patch:
        patch.setattr(kodeverk_files, "write_atomic", full)
        patch.setattr(Writer, "append", no_more)
        with pytest.raises(SaveError):
            study.redo()
    assert study.redo() == "text of “int-01” corrected"
    with monkeypatch.context() as patch:
        patch.setattr(kodeverk_files, "write_atomic", full)
        patch.setattr(Writer, "append", no_more)
        with pytest.raises(SaveError):
            study.revise(plan)
        with pytest.raises(SaveError):
            study.undo()
        assert study.transcript(ID).body == body
    for project in (study, reopened(study)):
        assert (texts(project), project.transcript(ID).body) == (texts_before, body)
    assert study.undo() == "text of “int-01” corrected"
    assert "alle sammen" in study.transcript(ID).body
    study.redo()
    assert study.transcript(ID).body == body


def test_what_was_to_go_stands_when_the_text_cannot_be_written(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = code(study, NOISE)
    old, write = study.transcript(ID), kodeverk_files.write_atomic
    plan = study.revision(ID, correcting.replaced(old, "musikk", "mye musikk", range(10)))

    def full(path: Path, data: bytes) -> None:
        if path == study.root / "corpus" / f"{ID}.txt":
            raise SaveError("full")
        write(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(kodeverk_files, "write_atomic", full)
        with pytest.raises(SaveError):
            study.revise(plan, drop=[noise.id])
    for project in (study, reopened(study)):
        assert (texts(project), project.transcript(ID).body) == ([NOISE], old.body)


@pytest.mark.parametrize("back", [False, True])
def test_a_correction_killed_at_any_write_loses_no_coding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, back: bool
) -> None:
    class Killed(BaseException):
        """The program is gone."""

    write, add = kodeverk_files.write_atomic, Writer.append
    for last in range(10):
        study = make_study(tmp_path / f"studie-{last}")
        code(study, FINE)
        old = study.transcript(ID)
        new = correcting.replaced(old, "alle sammen", "hele bygda", range(10))
        if back:
            study.revise(study.revision(ID, new))
        left = last

        def fails() -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed

        def killed(path: Path, data: bytes) -> None:
            fails()
            write(path, data)

        def no_more(writer: Writer, events: Sequence[AnyEvent]) -> list[AnyEvent]:
            fails()
            return add(writer, events)

        ended = False
        with monkeypatch.context() as patch:
            patch.setattr(kodeverk_files, "write_atomic", killed)
            patch.setattr(Writer, "append", no_more)
            try:
                study.undo() if back else study.revise(study.revision(ID, new))
                ended = True
            except Killed:
                pass
        study.close()
        after = reopened(study)
        told = [problem.code for problem in after.check()]
        assert texts(after) == [FINE] and told in ([], ["earlier_text"]), last
        assert after.transcript(ID).digest in (old.digest, new.digest)
        if ended:
            assert last >= (2 if back else 4)
            return
        after.close()
    raise AssertionError("it never ended")


def test_what_is_known_of_a_transcript_stays_through_corrections_and_undo(study: Project) -> None:
    study.update_transcript(ID, title="Intervju på Strømsø", attributes={"sted": "Strømsø"})
    replace(study, "musikk", "sang")
    study.update_transcript(ID, title="Intervju, bibliotekar")
    for step in (study.undo, study.redo):
        step()
        transcript = study.transcript(ID)
        assert transcript.title == "Intervju, bibliotekar"
        assert transcript.attributes == {"sted": "Strømsø"}
        assert transcript.speaker("Informant") is not None
    before = study.transcript(ID)
    roles = tuple(Speaker(each.name, Role.PARTICIPANT) for each in before.speakers)
    study.update_transcript(ID, speakers=roles)
    study.undo()
    assert study.transcript(ID).speakers == roles


def test_what_became_of_suggestions_is_told_after_a_correction_too(study: Project) -> None:
    suggestion = Suggestion(ID, at(study, FINE), "syn.mote", 0.5, "prøve")
    study.show([suggestion])
    accepted = study.accept(suggestion)
    study.resize(accepted.id, at(study, "ved kaffemaskinen. " + FINE))
    (before,) = study.outcomes()
    replace(study, "Spørsmål nummer 0?", "Vel?")
    for project in (study, reopened(study)):
        (after,) = project.outcomes()
        assert (after.answer, project.transcript(ID).text(after.span)) == (before.answer, FINE)


def test_what_is_coded_on_a_place_found_by_hand_goes_back_with_it(
    study: Project, tmp_path: Path
) -> None:
    noise = code(study, NOISE)
    replace(study, "musikk", "mye musikk")
    study.place([(noise.id, at(study, "mye musikk"))])
    elsewhere = tmp_path / "hjemme"
    shutil.copytree(study.root, elsewhere)
    jonas = Project.open(elsewhere, coder="jonas", device="hjemme")
    start = jonas.transcript(ID).body.index("mye musikk")
    jonas.code(ID, Span(start, start + len("mye musikk")), "kon.stoy")
    jonas.close()
    study.undo()
    study.undo()
    shutil.copy(
        elsewhere / "corpus" / "codings" / "jonas@hjemme.jsonl", study.root / "corpus" / "codings"
    )
    study.refresh()
    assert texts(study) == [NOISE]  # hers; where his words were, only her place for hers tells
    study.redo()
    assert [c.coder for c in study.codings()] == ["jonas"]
    study.redo()
    assert texts(study) == ["mye musikk", "mye musikk"]
    study.undo()
    study.undo()


def test_a_new_file_knows_the_speakers_by_their_other_names(study: Project) -> None:
    old = correcting.renamed(study.transcript(ID), "Informant", "Kari Nes")
    assert old.speaker("Kari Nes") == Speaker("Kari Nes", old.speakers[1].role, {}, ("Informant",))
    turns = tuple(DraftTurn(old.text(t.text), t.speaker, t.time) for t in old.turns)
    again = tuple(
        DraftTurn(t.text, "Informant" if t.speaker == "Kari Nes" else t.speaker) for t in turns
    )
    speakers = (Speaker("Intervjuer"), Speaker("Informant"))
    draft = Draft("Annen tittel", Kind.WORKSHOP, "en", again, speakers, "vtt")
    new = correcting.from_draft(old, draft)
    assert new.speakers == old.speakers and new.kind is old.kind and new.title == old.title
    assert [t.speaker for t in new.turns] == [t.speaker for t in old.turns]


def test_small_fixes(study: Project) -> None:
    old = study.transcript(ID)
    assert correcting.reworded(old, 1, "Nei.").text(old.turns[0].text) == "Spørsmål nummer 0?"
    assert len(correcting.reworded(old, 1, " ").turns) == len(old.turns) - 1
    place = old.body.index(FINE)
    two = correcting.split(old, place, "Åse")
    assert [t.speaker for t in two.turns[:3]] == ["Intervjuer", "Informant", "Åse"]
    assert two.text(two.turns[2].text) == FINE and two.turns[2].time is None
    assert two.speaker("Åse") is not None
    back = correcting.joined(two, 1)
    assert back.body == old.body and back.speakers == old.speakers
    assert correcting.given(old, 0, "Per: P").turns[0].speaker == "Per P"
    one = correcting.renamed(old, "Informant", "Intervjuer")
    assert {t.speaker for t in one.turns} == {"Intervjuer"} and len(one.turns) == len(old.turns)
    wrong: list[Callable[[], Transcript]] = [
        lambda: correcting.replaced(old, "hest", "ku", range(10)),
        lambda: correcting.reworded(old, 99, "x"),
        lambda: correcting.split(old, old.turns[1].text.start),
        lambda: correcting.joined(old, len(old.turns) - 1),
        lambda: correcting.renamed(old, "Ola", "Per"),
        lambda: correcting.given(old, 0, " "),
    ]
    for each in wrong:
        with pytest.raises(UsageError):
            each()


@pytest.mark.parametrize("seed", range(4))
def test_random_corrections_and_undo_in_the_study(study: Project, seed: int) -> None:
    chance = random.Random(seed)
    body = study.transcript(ID)
    for turn in body.turns[1::2]:
        study.code(ID, turn.text, chance.choice(["syn.mote", "kon.stoy"]))
        half = Span(turn.text.start, (turn.text.start + turn.text.end) // 2)
        study.code(ID, half, "kon.tid")
    states = [(study.transcript(ID).body, study.codings())]
    for _step in range(3):
        new = correct(study.transcript(ID), chance, chance.choice((1, 4))).transcript
        if new.digest == study.transcript(ID).digest:
            continue
        plan = study.revision(ID, new)
        sure = {c.id for c, _a in plan.of(Fate.UNCHANGED, Fate.MOVED)}
        study.revise(plan)
        assert {c.id for c in study.codings()} >= sure
        states.append((study.transcript(ID).body, study.codings()))
    for body_then, codings_then in reversed(states[:-1]):
        study.undo()
        assert (study.transcript(ID).body, study.codings()) == (body_then, codings_then)
    for body_then, codings_then in states[1:]:
        study.redo()
        assert (study.transcript(ID).body, study.codings()) == (body_then, codings_then)
    assert reopened(study).codings() == states[-1][1]


def test_a_correction_is_undone_once_the_earlier_text_is_synced(study: Project) -> None:
    code(study, FINE)
    old = study.transcript(ID)
    replace(study, "syk", "frisk")
    kept = study.root / "corpus" / "sources" / f"{ID}.{old.digest[:12]}.txt"
    kept.rename(study.root / "away.txt")
    for _time in range(2):
        with pytest.raises(DataError, match="not in the folder corpus/sources"):
            study.undo()
    assert texts(study) == [FINE]
    (study.root / "away.txt").rename(kept)
    assert study.undo() == "text of “int-01” corrected"
    assert study.transcript(ID).body == old.body and texts(study) == [FINE]


def test_a_rejection_in_words_that_are_gone_is_about_no_others(study: Project) -> None:
    kept, gone = (Suggestion(ID, at(study, words), "kon.stoy", 0.5, "e") for words in (FINE, NOISE))
    study.reject_all([kept, gone])
    replace(study, "Det bråker fryktelig", "Det er bråk")
    for project in (study, reopened(study)):
        assert [project.transcript(ID).text(no.span) for no in project.rejections()] == [FINE]
        assert project.rejections(ID) == project.rejections()
    study.undo()
    assert [study.transcript(ID).text(no.span) for no in study.rejections()] == [FINE, NOISE]


def test_nonsense_in_a_journal_is_told_or_passed_over(study: Project) -> None:
    code(study, FINE)
    digest = study.transcript(ID).digest
    nul, far = "x\0y", 10**12
    events = [
        Revised(n=2, id="a", at="", transcript=nul, digest="a", into=nul),
        Revised(n=3, id="b", at="", transcript=ID, digest=nul, into=digest, same=[(0, 9, -9)]),
        Revised(n=4, id="c", at="", transcript=ID, digest="c", into=digest, same=[(0, 9, far)]),
    ]
    codings = [
        Coded(n=5, id="d", at="", transcript=nul, digest="a", start=0, end=5, code="kon.tid"),
        Coded(n=6, id="e", at="", transcript=ID, digest=nul, start=0, end=5, code="kon.tid"),
        Coded(n=7, id="f", at="", transcript=ID, digest="c", start=0, end=5, code="kon.tid"),
        Coded(n=8, id="g", at="", transcript=ID, digest=digest, start=far, end=5, code="kon.tid"),
    ]
    comment = Commented(n=9, id="comment-1", at="", transcript=ID, digest=nul, start=0, end=5)
    read = Read(n=10, id="h", at="", transcript=ID, digest=nul, spans=[(0, 5)])
    opened = Opened(n=1, id="o", at="", project=study.settings.id, coder="per", device="mac")
    lines = map(encode, (opened, *events, *codings, comment, read))
    (study.root / "corpus" / "codings" / "per@mac.jsonl").write_bytes(b"".join(lines))
    project = reopened(study)
    assert texts(project) == [FINE] and project.count() == {"syn.mote": 1}
    assert len(project.adrift()) == 4 and project.rejections() == ()
    assert [each.span for each in project.comments()] == [None]
    assert project.read_by_all() == {} and project.outcomes() == ()
    assert {problem.code for problem in project.check()} == {"missing_transcript", "adrift"}


def test_a_correction_and_its_undo_are_in_order_on_any_clock(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    code(study, FINE)
    replace(study, "alle sammen", "hele bygda")
    for moment in ("2020-01-01T00:00:00.000Z", "2019-01-01T00:00:00.000Z"):
        for module in (actions, revising):
            monkeypatch.setattr(module, "now", lambda moment=moment: moment)
        study.undo()
        assert study.check() == () and texts(study) == [FINE]
        study.redo()
        assert study.check() == () and "hele bygda" in study.transcript(ID).body
