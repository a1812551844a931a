"""The study: what it promises to a coder, to the others, and when files are not as they should."""

import hashlib
import os
import shutil
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from conftest import interview, note, outcome
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from kodeverk import codebook as books
from kodeverk import files, settings
from kodeverk.corpus.draft import Outcome
from kodeverk.errors import (
    ConflictError,
    DataError,
    KodeverkError,
    LockedError,
    NotFoundError,
    ProjectError,
    SaveError,
    UsageError,
)
from kodeverk.journal import store
from kodeverk.journal.events import Coded, Lost, Opened, Removed, decode, encode
from kodeverk.model import (
    Kind,
    MarkKind,
    Origin,
    OriginKind,
    Role,
    Severity,
    Span,
    Speaker,
    Suggestion,
    Target,
    TargetKind,
)
from kodeverk.project import Project, find_root
from kodeverk.project.losses import Accepted
from kodeverk.project.transcripts import make_id

SPAN = Span(93, 99)
SUGGESTION = Suggestion("int-01", SPAN, "rom", 0.123456, "prøve")


def codes(project: Project) -> list[str]:
    """Return the codes of ``project.problems``, in order."""
    return [problem.code for problem in project.problems]


def journal(project: Project, name: str = "kari@pc") -> Path:
    return project.root / "corpus" / "codings" / f"{name}.jsonl"


def everything(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def later(path: Path) -> None:
    """Let the file be of another time, as after a real write a moment later."""
    info = path.stat()
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns + 1_000_000_000))


def other(study: Project, name: str, count: int, *, device: str = "pc") -> Path:
    """Write another coder's journal with ``count`` codings."""
    digest = study.transcript("int-01").digest
    events: list[Opened | Coded] = [
        Opened(
            n=1, id=f"{name}{device}h", at="t", project=study.settings.id, coder=name, device=device
        )
    ]
    for n in range(2, count + 2):
        events.append(
            Coded(
                n=n,
                id=f"{name}{device}{n}",
                at="t",
                transcript="int-01",
                digest=digest,
                start=93 + n,
                end=120 + n,
                code="felles",
            )
        )
    path = journal(study, f"{name}@{device}")
    path.write_bytes(b"".join(map(encode, events)))
    return path


# --- coding


def test_a_span_is_widened_to_whole_letters_and_trimmed(study: Project) -> None:
    body = study.transcript("int-01").body
    start = body.index("🎸")
    coding = study.code("int-01", Span(start - 1, start + 2), "felles")
    assert body[coding.span.start : coding.span.end] == "🎸"
    assert coding.digest == study.transcript("int-01").digest
    assert coding.at.endswith("Z") and coding.coder == "kari"
    for wrong in (Span(161, 163), Span(95, 95), Span(300, 10_000)):
        with pytest.raises(UsageError):
            study.code("int-01", wrong, "felles")


def test_the_same_coding_twice_is_one(study: Project) -> None:
    first = study.code("int-01", SPAN, "felles")
    assert study.code("int-01", Span(92, 100), "felles") == first
    assert study.code("int-01", SPAN, "rom") != first
    assert len(study.codings()) == 2


def test_a_change_that_would_make_two_of_one_is_refused(study: Project) -> None:
    first = study.code("int-01", SPAN, "felles")
    study.code("int-01", SPAN, "rom")
    wider = study.code("int-01", Span(93, 110), "felles")
    before = everything(study.root)
    with pytest.raises(UsageError, match="Deling av rom"):
        study.recode(first.id, "rom")
    with pytest.raises(UsageError):
        study.resize(wider.id, SPAN)
    assert study.recode(first.id, "felles") == first
    assert study.resize(first.id, SPAN) == first
    assert everything(study.root) == before


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (lambda p: p.code("ukjent", SPAN, "felles"), NotFoundError),
        (lambda p: p.code("../int-01", SPAN, "felles"), NotFoundError),
        (lambda p: p.code("int-01", SPAN, "ukjent"), NotFoundError),
        (lambda p: p.code("int-01", SPAN, "synergi"), UsageError),
        (lambda p: p.uncode("ukjent"), NotFoundError),
        (lambda p: p.uncode("olapc2"), UsageError),
        (lambda p: p.recode("olapc2", "rom"), UsageError),
        (lambda p: p.resize("olapc2", SPAN), UsageError),
        (lambda p: p.reject(replace(SUGGESTION, transcript="x")), NotFoundError),
        (lambda p: p.mark_read("x", [SPAN]), NotFoundError),
        (lambda p: p.update_transcript("x", title="y"), NotFoundError),
        (lambda p: p.add_transcript(Outcome("f", "reject", "E", "Nei."), Path("f")), UsageError),
    ],
)
def test_what_is_refused_changes_nothing(
    study: Project, wrong: Callable[[Project], object], kind: type[KodeverkError]
) -> None:
    other(study, "ola", 1)
    study.refresh()
    before = everything(study.root)
    with pytest.raises(kind) as caught:
        wrong(study)
    assert caught.value.message
    assert everything(study.root) == before


def test_a_suggestion_is_no_coding_until_it_is_accepted_and_its_origin_stays(
    study: Project,
) -> None:
    coding = study.accept(SUGGESTION)
    assert coding.origin == Origin(OriginKind.SUGGESTED, 0.1235, "prøve")
    changed = study.recode(coding.id, "felles")
    assert changed.origin == Origin(OriginKind.EDITED, 0.1235, "prøve")
    wider = study.accept(SUGGESTION, span=Span(93, 110))
    assert wider.origin.kind is OriginKind.EDITED
    assert study.resize(study.code("int-01", Span(120, 130), "rom").id, SPAN).origin == Origin()
    rejection = study.reject(SUGGESTION)
    assert (rejection.span, rejection.code, rejection.score) == (SPAN, "rom", 0.1235)
    study.close()
    again = Project.open(study.root)
    assert {c.origin.kind for c in again.codings()} == {OriginKind.EDITED, OriginKind.OWN}
    assert again.rejections("int-01") == again.rejections() == (rejection,)


def test_codings_of_a_merged_code_count_under_the_one_it_was_merged_into(study: Project) -> None:
    coding = study.code("int-01", SPAN, "rom")
    study.edit_codebook(books.plan_merge(study.codebook, "rom", "felles"))
    assert study.codings()[0].code == study.coding(coding.id).code == "felles"
    assert study.codings(code="rom") == study.codings(code="felles") == study.codings()
    assert study.codings("int-01", coder="ola") == () and study.codings(code="konflikt") == ()
    assert study.code("int-01", SPAN, "rom") == study.codings()[0]


def test_codings_of_a_code_that_is_gone_are_told_and_kept(study: Project) -> None:
    coding = study.code("int-01", SPAN, "rom")
    study.edit_codebook(books.plan_remove(study.codebook, "rom"))
    assert study.codings() == (coding,)
    assert "missing_code" in [problem.code for problem in study.check()]


# --- memos, reading


def test_a_memo_follows_its_coding_through_every_change(study: Project) -> None:
    coding = study.code("int-01", SPAN, "felles")
    memo = study.set_memo(coding.memo_target, " Se også Åse \x1b[1m")
    assert memo is not None and memo.text == "Se også Åse"
    coding = study.recode(study.resize(coding.id, Span(93, 110)).id, "rom")
    assert study.memo(coding.memo_target) == memo
    study.uncode(coding.id)
    study.undo()
    assert study.memo(study.codings()[0].memo_target) == memo
    assert study.memos(coding.memo_target) == study.memos() == (memo,)
    assert study.memos(Target(TargetKind.PROJECT)) == ()
    before = everything(study.root)
    assert study.set_memo(coding.memo_target, "Se også Åse") == memo
    assert study.set_memo(Target(TargetKind.CODE, "rom"), "") is None
    assert everything(study.root) == before
    assert study.set_memo(coding.memo_target, "") is None and study.memos() == ()


def test_a_quote_is_chosen_and_cut_and_that_can_be_undone(study: Project) -> None:
    coding = study.code("int-01", SPAN, "rom")
    mark = study.mark(coding.id, MarkKind.BEST, [Span(94, 97)])
    assert mark is not None and mark.kind is MarkKind.BEST and mark.keep == (Span(94, 97),)
    assert mark.digest == coding.digest
    moved = study.resize(coding.id, Span(93, 98))
    again = study.mark(moved.id, MarkKind.BEST, [Span(94, 97)])
    assert again == mark and study.marks() == (mark,)  # the same choice is no new event
    study.mark(moved.id, MarkKind.NONE)
    assert study.marks() == ()
    study.undo()
    assert [m.kind for m in study.marks()] == [MarkKind.BEST]
    study.redo()
    assert study.marks() == ()
    study.undo()  # the mark is there again
    study.undo()  # the coding is as long as it was
    study.undo()  # the mark was never set
    assert study.marks() == () and study.codings()[0].span == SPAN


def test_what_came_back_from_word_is_kept_and_is_no_step_to_undo(study: Project) -> None:
    coding = study.code("int-01", SPAN, "rom")
    study.note_use("r1", "Rapport\x1b[1m", [(coding.id, "kept"), ("borte", "deleted")])
    uses = study.uses()
    assert [(use.coding, use.state, use.title) for use in uses] == [
        (coding.id, "kept", "Rapport"),
        ("borte", "deleted", "Rapport"),
    ]
    assert study.uses(coding.id) == uses[:1] and uses[0].coder == study.coder.name
    study.undo()
    assert study.codings() == () and study.uses() == uses


def test_what_a_killed_program_left_half_written_goes_after_a_day(study: Project) -> None:
    left = study.root / "corpus" / "sources" / ".int-01.docx.4711.tmp"
    fresh = study.root / "exports" / ".Rapport.docx.4712.tmp"
    other = study.root / "exports" / ".notat.tmp"
    for path in (left, fresh, other):
        path.parent.mkdir(exist_ok=True)
        path.write_text("noe noen sa", encoding="utf-8")
        if path is not fresh:
            os.utime(path, (time.time() - 90_000, time.time() - 90_000))
    reader = Project.open(study.root, coder="ola")
    reader.close()
    assert left.exists(), "who only reads removes nothing"
    study.lock()
    study.close()
    assert not left.exists() and fresh.exists() and other.exists()


def test_the_last_memo_counts_on_a_clock_that_stands_still_or_goes_back(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = Target(TargetKind.TRANSCRIPT, "int-01")
    times = ["2036-01-01T00:00:00.000Z"] * 3 + ["2026-01-01T00:00:00.000Z"] * 3
    for number, moment in enumerate(times):
        monkeypatch.setattr("kodeverk.project.changes.now", lambda moment=moment: moment)
        memo = study.set_memo(target, f"nummer {number}")
        assert memo is not None and memo.text == f"nummer {number}"
    for number in (4, 3, 2):
        study.undo()
        memo = study.memo(target)
        assert memo is not None and memo.text == f"nummer {number}"


def test_two_machines_of_one_coder_have_one_memo(root: Path) -> None:
    target = Target(TargetKind.PROJECT)
    here, there = Project.open(root), Project.open(root, device="mac")
    here.set_memo(target, "fra pc")
    there.refresh()
    there.set_memo(target, "fra mac")
    here.refresh()
    assert [memo.text for memo in here.memos()] == ["fra mac"] and here.coders == ("kari",)
    here.close()
    there.close()


def test_what_was_read_is_noted_once(study: Project) -> None:
    assert study.last_transcript() is None
    study.mark_read("int-01", [Span(0, 60), Span(70, 90), Span(5, 5)])
    before = everything(study.root)
    study.mark_read("int-01", [Span(10, 50)])
    assert everything(study.root) == before
    study.mark_read("int-01", [Span(60, 70)])
    assert study.read_spans("int-01") == (Span(0, 90),)
    assert study.undo() is None
    assert study.last_transcript() == "int-01"
    study.code("notat", Span(0, 5), "rom")
    assert study.last_transcript() == "notat"


# --- the text


def test_codings_on_another_text_are_withheld_and_never_moved(study: Project) -> None:
    coding = study.code("int-01", SPAN, "felles")
    path = study.root / "corpus" / "int-01.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Kan du", "Kunne du"), encoding="utf-8", newline="\n")
    later(path)
    assert study.codings() == ()
    [problem] = study.check()
    assert (problem.code, problem.file) == ("other_text", "corpus/int-01.txt")
    with pytest.raises(UsageError, match="another version"):
        study.recode(coding.id, "rom")
    with pytest.raises(UsageError, match="another version"):
        study.resize(coding.id, Span(93, 100))
    path.write_text(text, encoding="utf-8", newline="\n")
    assert study.codings() == (coding,) and study.check() == ()


def test_a_transcript_that_is_not_there_or_broken_is_told(study: Project) -> None:
    study.code("int-01", SPAN, "felles")
    study.code("notat", Span(0, 5), "felles")
    corpus = study.root / "corpus"
    text = (corpus / "int-01.txt").read_bytes()
    (corpus / "int-01.txt").unlink()
    (corpus / "notat.txt").write_bytes(b"---\ntitle: x\n---\n")
    (corpus / "kopi.txt").write_bytes(text)
    study.refresh()
    assert study.codings() == () and study.transcripts() == ()
    found = [(p.code, p.file) for p in study.check()]
    assert sorted(found) == [
        ("bad_field", "corpus/notat.txt"),
        ("missing_transcript", "corpus/int-01.txt"),
        ("other_id", "corpus/kopi.txt"),
    ]
    for name, kind in (("int-01", NotFoundError), ("notat", DataError), ("kopi", DataError)):
        with pytest.raises(kind):
            study.transcript(name)
        assert name == "kopi" or study.head(name) is None
    (corpus / "int-01.txt").write_bytes(text)
    (corpus / "kopi.txt").unlink()
    study.refresh()
    assert len(study.codings()) == 1
    assert [problem.code for problem in study.check()] == ["bad_field"]


def test_front_matter_changes_leave_the_body_byte_for_byte(study: Project) -> None:
    before = study.transcript("int-01")
    coding = study.code("int-01", SPAN, "felles")
    speakers = tuple(replace(s, role=Role.PARTICIPANT) for s in before.speakers)
    after = study.update_transcript(
        "int-01",
        title=" Nytt\nnavn ",
        kind=Kind.WORKSHOP,
        date="2022-03-14",
        language="nn",
        speakers=speakers,
        attributes={"sted": "Ås"},
    )
    assert (after.body, after.digest) == (before.body, before.digest)
    assert after == replace(
        before,
        title="Nytt navn",
        kind=Kind.WORKSHOP,
        date="2022-03-14",
        language="nn",
        speakers=speakers,
        attributes={"sted": "Ås"},
    )
    assert study.transcript("int-01") == after and study.codings() == (coding,)
    assert Project.open(study.root).transcript("int-01") == after
    head = study.head("int-01")
    assert head is not None and head is study.head("int-01") and head.title == "Nytt navn"
    with pytest.raises(UsageError):
        study.update_transcript("int-01", speakers=(Speaker("En annen"),))


def test_front_matter_is_not_written_over_another_text(study: Project) -> None:
    study.transcript("int-01")
    path = study.root / "corpus" / "int-01.txt"
    stamp = path.stat()
    data = path.read_bytes().replace(b"Hvordan", b"Korleis")
    path.write_bytes(data)
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # a sync program keeps the time
    with pytest.raises(ConflictError):
        study.update_transcript("int-01", title="x")
    assert path.read_bytes() == data


# --- importing


def test_the_source_is_kept_and_the_same_file_is_noticed(study: Project, tmp_path: Path) -> None:
    source = tmp_path / "INT-01.teams.TXT"
    made = study.add_transcript(outcome(source, interview()), source, date="2022-03-14")
    assert made.id == "int-01-2" and made.date == "2022-03-14" and made.source is not None
    kept = study.root / "corpus" / made.source.file
    assert kept.read_bytes() == source.read_bytes()
    assert made.source.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert study.with_source(made.source.sha256) == "int-01"
    assert study.with_source("ukjent") is None
    named = study.add_transcript(outcome(source, note()), source, id="mote-1")
    assert named.id == "mote-1" and study.transcript_ids == (
        "int-01",
        "int-01-2",
        "mote-1",
        "notat",
    )


@pytest.mark.parametrize("wanted", ["int-01", "Å", "con", "a/b", "..", "", "A", "nul.txt"])
def test_ids_that_cannot_be(study: Project, tmp_path: Path, wanted: str) -> None:
    source = tmp_path / "a.txt"
    found = outcome(source, note())
    before = everything(study.root)
    with pytest.raises(UsageError):
        study.add_transcript(found, source, id=wanted)
    assert everything(study.root) == before


def test_a_file_in_sources_is_never_written_over(study: Project, tmp_path: Path) -> None:
    mine = study.root / "corpus" / "sources" / "ny.txt"
    mine.write_bytes(b"noe helt annet")
    source = tmp_path / "ny.txt"
    made = study.add_transcript(outcome(source, note()), source)
    assert mine.read_bytes() == b"noe helt annet"
    assert made.source is not None and made.source.file == "sources/ny-2.txt"


def test_a_failed_import_leaves_the_study_as_it_was(
    study: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "ny.txt"
    found = outcome(source, note())
    before = everything(study.root)
    with pytest.raises(ConflictError):
        study.add_transcript(replace(found, sha256="0" * 64), source)
    with pytest.raises(DataError):
        study.add_transcript(found, tmp_path / "borte.txt")
    real = files.write_atomic

    def full(path: Path, data: bytes) -> None:
        if path.parent.name == "corpus":
            raise SaveError("full")
        real(path, data)

    monkeypatch.setattr(files, "write_atomic", full)
    with pytest.raises(SaveError):
        study.add_transcript(found, source)
    assert everything(study.root) == before
    again = study.root / "corpus" / "sources" / "notat.txt"  # what was there before stays
    with pytest.raises(SaveError):
        study.add_transcript(outcome(tmp_path / "n.txt", note()), tmp_path / "n.txt", id="n")
    assert again.exists()


@examples(max_examples=200)
@given(st.text(max_size=90), st.lists(st.sampled_from(["a", "tekst", "con", "A"]), max_size=3))
def test_an_id_is_plain_and_free(name: str, taken: list[str]) -> None:
    made = make_id(name, taken)
    assert made.isascii() and made == made.lower() and len(made) < 80
    assert files.safe_name(f"{made}.txt") == f"{made}.txt"
    assert made not in {item.lower() for item in taken}
    assert make_id(unicodedata.normalize("NFD", name), taken) == made


def test_ids_of_norwegian_names() -> None:
    assert make_id("Intervju på Ås – Ærøskøbing (2)") == "intervju-pa-as-aeroskobing-2"
    assert make_id("CON", []) == "tekst-con"
    assert make_id("🎸") == "tekst"
    assert make_id("A", ["a", "a-2"]) == "a-3"


# --- others, and sync programs


def test_another_coders_journal_is_picked_up(study: Project) -> None:
    assert not study.is_stale() and study.refresh() == frozenset()
    path = other(study, "ola", 1)
    assert study.is_stale()
    assert study.refresh() == {"int-01"} and not study.is_stale()
    assert len(study.codings(coder="ola")) == 1
    other(study, "ola", 2)
    later(path)
    study.code("int-01", SPAN, "felles")  # takes the other's in on its way to the disk
    other(study, "ola", 3)
    later(path)
    study.code("int-01", SPAN, "rom")
    assert study.refresh() == {"int-01"}
    assert study.coders == ("kari", "ola") and len(study.codings(coder="ola")) == 3
    assert study.refresh() == frozenset() and study.problems == ()


def test_a_codebook_changed_by_hand_is_read_anew(study: Project) -> None:
    assert study.codebook.path("rom") == "Synergi / Deling av rom"
    text = study.codebook_path.read_text(encoding="utf-8")
    study.codebook_path.write_text(
        text.replace("Deling av rom", "Rom"), encoding="utf-8", newline="\n"
    )
    assert study.is_stale()
    study.refresh()
    assert study.codebook.path("rom") == "Synergi / Rom" and not study.is_stale()
    study.codebook_path.unlink()
    study.refresh()
    assert study.codebook.codes == () and study.problems[0].code == "codebook-file"
    assert study.book_problem == study.problems[0]


def test_settings_that_cannot_be_read_are_one_problem(study: Project) -> None:
    assert study.book_problem is None
    file = study.root / "kodeverk.toml"
    text = file.read_text(encoding="utf-8").replace("kodebok.yaml", "min bok.yaml")
    study.codebook_path.rename(study.codebook_path.with_name("min bok.yaml"))
    file.write_text(text, encoding="utf-8", newline="\n")
    assert Project.open(study.root).check() == ()
    file.write_text(text + "keys = [\n", encoding="utf-8", newline="\n")
    broken = Project.open(study.root)
    (problem,) = broken.check()
    assert problem.code == "bad_settings" and broken.book_problem == problem


COPIES = (
    "{} (1).jsonl",
    "{} - Kopi.jsonl",
    "{} 2.jsonl",
    "Kopi av {}.jsonl",
    "{}-DESKTOP-4F7K2QA.jsonl",
    "{}-MacBook Pro til Kari-2.jsonl",
    "{} (Kari's conflicted copy 2026-02-01).jsonl",
    "{} (conflicted copy 2026-02-01 101112).jsonl",
    "{}.sync-conflict-20260201-101112-ABCDEFG.jsonl",
    "{}_Andy-PC_Jan-03-0901-2013_CaseConflict_1.jsonl",
    "{}.jsonl.sync-conflict-20260201",
    "{}.JSONL~",
)


@pytest.mark.parametrize("pattern", COPIES)
def test_conflict_copies_are_read_and_told(study: Project, pattern: str) -> None:
    kept = study.code("int-01", SPAN, "felles")
    data = journal(study).read_bytes()
    last = study.code("int-01", SPAN, "rom")
    study.close()
    name = pattern.format("kari@pc")
    journal(study).rename(journal(study).with_name(name))
    journal(study).write_bytes(data)
    again = Project.open(study.root)
    assert again.codings() == (kept, last) or again.codings() == (last, kept)
    assert codes(again) == ["conflict_copy"] and name in again.problems[0].file
    assert again.problems[0].severity is Severity.WARNING and not again.incomplete
    again.code("int-01", SPAN, "konflikt")
    again.close()
    assert codes(Project.open(study.root)) == ["conflict_copy"]


def test_files_that_are_no_journals_are_left_alone(study: Project) -> None:
    folder = study.root / "corpus" / "codings"
    for name in ("desktop.ini", "LESMEG.txt", ".kari@pc.jsonl.1.tmp"):
        (folder / name).write_bytes(b"tull")
    assert Project.open(study.root).problems == ()


def test_missing_numbers_and_damage_are_loud(study: Project) -> None:
    for code in ("felles", "rom", "konflikt"):
        study.code("int-01", SPAN, code)
    study.close()
    lines = journal(study).read_bytes().splitlines(keepends=True)
    journal(study).write_bytes(b"".join([*lines[:1], *lines[2:]]))
    again = Project.open(study.root)
    assert codes(again) == ["missing_events"] and "2" in again.problems[0].message
    assert again.incomplete == {"kari"} and len(again.codings()) == 2
    journal(study).write_bytes(
        b"".join([*lines[:1], lines[1].replace(b"rom", b"row")[:-9], *lines[2:]])
    )
    again = Project.open(study.root)
    assert "damaged" in codes(again) and again.incomplete == {"kari"}
    assert again.check()


def test_a_journal_that_shrank_or_vanished_is_told_until_it_is_forgotten(study: Project) -> None:
    path = other(study, "ola", 3)
    assert Project.open(study.root).problems == ()
    data = path.read_bytes()
    path.write_bytes(b"".join(data.splitlines(keepends=True)[:2]))
    again = Project.open(study.root)
    assert codes(again) == ["shrunk_journal"] and again.incomplete == {"ola"}
    path.unlink()
    again = Project.open(study.root)
    assert codes(again) == ["missing_journal"] and "ola@pc" in again.problems[0].cure
    path.write_bytes(data)
    again.refresh()
    assert again.problems == () and again.incomplete == frozenset()
    path.unlink()
    again.refresh()
    assert codes(again) == ["missing_journal"] and len(again.codings()) == 3
    assert again.forget_journal("ola@pc") and not again.forget_journal("ola@pc")
    again.close()
    for each in (again, Project.open(study.root)):
        assert codes(each) == ["lost_events"] and each.incomplete == frozenset()
        assert each.problems[0].severity is Severity.WARNING and "4" in each.problems[0].message
        assert [(loss.coder, loss.events) for loss in each.losses] == [("ola", 4)]
    path.write_bytes(data)
    assert Project.open(study.root).problems == ()


def torn(study: Project) -> bytes:
    """Lose two events of ola's journal in a gap, one in a damaged line; return it as it was."""
    path = other(study, "ola", 6)
    data = path.read_bytes()
    lines = data.splitlines(keepends=True)
    broken = lines[5].replace(b"felles", b"fellet")
    path.write_bytes(b"".join([*lines[:2], *lines[4:5], broken, *lines[6:]]))
    return data


def test_lost_events_are_accepted_for_all_and_stay_to_be_seen(
    study: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = torn(study)
    study.refresh()
    assert sorted(codes(study)) == ["damaged", "missing_events"] and study.incomplete == {"ola"}
    for problem in study.problems:
        assert "--forget ola@pc" in problem.cure
    assert study.forget_journal("ola@pc")
    assert codes(study) == ["lost_events"] and not study.incomplete and len(study.codings()) == 3
    assert [(loss.coder, loss.events, loss.accepted_by) for loss in study.losses] == [
        ("ola", 3, "kari")
    ]
    study.code("int-01", SPAN, "rom")
    assert codes(study) == ["lost_events"]
    assert study.undo() and study.undo() is None and codes(study) == ["lost_events"]
    study.close()
    monkeypatch.setenv("KODEVERK_STATE", str(tmp_path / "another machine"))
    elsewhere = Project.open(study.root, coder="per", device="hytta")
    assert codes(elsewhere) == ["lost_events"] and not elsewhere.incomplete
    path = journal(study, "ola@pc")
    path.write_bytes(path.read_bytes().replace(b'"n":7', b'"n":9'))
    elsewhere.refresh()
    assert "damaged" in codes(elsewhere) and elsewhere.incomplete == {"ola"}  # not what was lost
    path.write_bytes(data)
    elsewhere.refresh()
    assert elsewhere.problems == () and elsewhere.losses == () and len(elsewhere.codings()) == 6


def test_a_gap_found_later_is_loud_again(study: Project) -> None:
    data = torn(study)
    study.refresh()
    study.forget_journal("ola@pc")
    path = journal(study, "ola@pc")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], *lines[2:]]))
    study.close()
    again = Project.open(study.root)
    assert sorted(codes(again)) == ["lost_events", "missing_events"]
    assert again.incomplete == {"ola"} and "(number 2)" in again.problems[0].message
    assert again.forget_journal("ola@pc") and again.losses[0].events == 4
    assert codes(again) == ["lost_events"]
    again.close()
    path.write_bytes(data)
    assert Project.open(study.root).problems == ()


@pytest.mark.parametrize("lost", [b"", b"x" * 300 + b"\n"])
def test_a_journal_that_does_not_say_whose_it_is_can_be_accepted(
    study: Project, lost: bytes
) -> None:
    path = other(study, "ola", 2)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lost, *lines[1:]]))
    study.refresh()
    assert study.incomplete == {"ola"} and study.forget_journal("ola@pc")
    assert codes(study) == ["lost_events"] and not study.incomplete


def test_what_a_newer_kodeverk_wrote_is_never_accepted_as_lost(study: Project) -> None:
    path = other(study, "ola", 2)
    line = encode(msgspec.structs.replace(decode(path.read_bytes().splitlines()[1]), v=2, n=4))
    with open(path, "ab") as file:
        file.write(line)
    study.refresh()
    assert codes(study) == ["unknown_event"] and not study.forget_journal("ola@pc")
    assert study.incomplete == {"ola"}


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), max_size=6), st.data())
def test_numbers_accepted_as_lost_are_counted_once(
    runs: list[tuple[int, int]], data: st.DataObject
) -> None:
    present = data.draw(st.sets(st.integers(1, 35)))
    top = max(present, default=0)
    missing = [range(n, n + 1) for n in range(1, top) if n not in present]
    event = Lost(n=1, id="a", at="t", journal="ola@pc", numbers=runs)
    accepted = Accepted([("kari", event), ("per", event)])
    taken = {n for first, last in runs for n in range(first, last + 1)}
    found = accepted.losses({"ola@pc": missing}, lambda: {"ola@pc": top}, ())
    assert sum(loss.events for loss in found) == len(taken - present)
    left = {n for run in accepted.left("ola@pc", missing) for n in run}
    assert left == {n for run in missing for n in run} - taken


@pytest.mark.parametrize("how", ["shrunk", "gone", "older copy", "emptied"])
@pytest.mark.parametrize("seen_by", ["refresh", "the next coding", "undo"])
def test_what_a_sync_program_takes_out_of_the_own_journal_is_written_again(
    study: Project, how: str, seen_by: str
) -> None:
    first = study.code("int-01", SPAN, "felles")
    old = journal(study).read_bytes()
    second = study.code("int-01", SPAN, "rom")
    third = study.code("int-01", SPAN, "konflikt")
    path = journal(study)
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes({"shrunk": old[:-20], "older copy": old, "emptied": b""}[how])
        later(path)
    expected = {first, second, third}
    if seen_by == "refresh":
        study.refresh()
        assert study.refresh() == frozenset()
    elif seen_by == "undo":
        assert study.undo()
        expected.remove(third)
    else:
        expected.add(study.code("int-01", Span(110, 120), "rom"))
    assert set(study.codings()) == expected
    assert "rescued_journal" in codes(study)
    study.close()
    again = Project.open(study.root)
    assert set(again.codings()) == expected
    assert again.undo() is not None
    assert all(p.severity is Severity.WARNING or how == "shrunk" for p in again.problems)
    again.close()


def test_a_rescue_the_disk_refuses_is_tried_again(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    coding = study.code("int-01", SPAN, "felles")
    journal(study).unlink()
    real = store.Writer.append

    def full(*_arguments: object) -> None:
        raise SaveError("full")

    monkeypatch.setattr(store.Writer, "append", full)
    study.refresh()
    assert "missing_journal" in codes(study)
    monkeypatch.setattr(store.Writer, "append", real)
    study.refresh()
    assert "rescued_journal" in codes(study) and "missing_journal" not in codes(study)
    study.close()
    assert Project.open(study.root).codings() == (coding,)


def test_an_own_journal_that_cannot_be_read_for_a_while(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    coding = study.code("int-01", SPAN, "felles")
    real = Path.read_bytes

    def held(path: Path) -> bytes:
        if path.name.endswith(".jsonl"):
            raise PermissionError(13, "held")
        return real(path)

    later(journal(study))
    monkeypatch.setattr(Path, "read_bytes", held)
    study.refresh()
    study.refresh()
    assert codes(study) == ["unreadable_journal"]
    assert study.codings() == (coding,) and len(list(journal(study).parent.iterdir())) == 1
    second = study.code("int-01", SPAN, "rom")
    monkeypatch.setattr(Path, "read_bytes", real)
    study.refresh()
    assert set(study.codings()) == {coding, second}
    assert [p.code for p in study.problems if p.severity is Severity.ERROR] == []
    study.close()
    again = Project.open(study.root)
    assert set(again.codings()) == {coding, second} and again.problems == ()


def test_a_folder_or_another_studys_file_under_the_own_name_is_not_written_to(
    study: Project,
) -> None:
    path = journal(study)
    path.parent.mkdir(exist_ok=True)
    path.mkdir()
    coding = study.code("int-01", SPAN, "felles")
    study.close()
    path.rmdir()
    foreign = encode(Opened(n=1, id="x", at="t", project="annen", coder="kari", device="pc"))
    path.write_bytes(foreign)
    again = Project.open(study.root)
    assert again.codings() == (coding,) and codes(again) == ["foreign_journal"]
    second = again.code("int-01", SPAN, "rom")
    again.close()
    assert path.read_bytes() == foreign
    assert set(Project.open(study.root).codings()) == {coding, second}


def test_numbers_are_never_used_twice_by_one_who_lost_the_journal(study: Project) -> None:
    for code in ("felles", "rom"):
        study.code("int-01", SPAN, code)
    study.close()
    path = journal(study)
    data = path.read_bytes()
    path.unlink()
    again = Project.open(study.root)
    third = again.code("int-01", SPAN, "konflikt")
    again.close()
    (path.with_name("kari@pc (1).jsonl")).write_bytes(data)
    whole = Project.open(study.root)
    assert codes(whole) == ["conflict_copy"] and not whole.incomplete
    assert third in whole.codings() and len(whole.codings()) == 3


def test_two_windows_that_wrote_the_same_numbers_are_both_read(study: Project) -> None:
    study.code("int-01", SPAN, "felles")
    study.close()
    event = decode(journal(study).read_bytes().splitlines()[1])
    twin = msgspec.structs.replace(event, id="tvilling", code="rom")
    with open(journal(study), "ab") as file:
        file.write(encode(twin))
    again = Project.open(study.root)
    assert codes(again) == ["two_writers"] and len(again.codings()) == 2
    assert not again.incomplete


def test_one_coder_never_removes_anothers_coding(study: Project) -> None:
    coding = study.code("int-01", SPAN, "felles")
    path = other(study, "ola", 0)
    with open(path, "ab") as file:
        file.write(encode(Removed(n=2, id="ro", at="t", target=coding.id)))
    study.refresh()
    assert study.codings() == (coding,)


def test_a_damaged_header_is_mended_by_the_next_coding(study: Project) -> None:
    first = study.code("int-01", SPAN, "felles")
    study.close()
    data = bytearray(journal(study).read_bytes())
    data[30] ^= 4
    journal(study).write_bytes(bytes(data))
    again = Project.open(study.root)
    assert again.codings() == (first,) and again.incomplete == {"kari"}
    second = again.code("int-01", SPAN, "rom")
    third = again.code("int-01", SPAN, "konflikt")
    again.close()
    whole = Project.open(study.root)
    assert set(whole.codings()) == {first, second, third} and codes(whole) == ["damaged"]
    whole.code("int-01", Span(110, 120), "rom")
    assert journal(study).read_bytes().count(b'"type":"journal"') <= 2


def test_an_unfinished_line_is_no_problem_once_it_is_closed(study: Project) -> None:
    study.code("int-01", SPAN, "felles")
    study.close()
    with open(journal(study), "ab") as file:
        file.write(b'{"type":"coded","v":1,"n":3,"id"')
    again = Project.open(study.root)
    assert codes(again) == ["torn_line"] and not again.incomplete
    again.code("int-01", SPAN, "rom")
    assert codes(again) == []
    again.close()
    last = Project.open(study.root)
    assert codes(last) == ["closed_line"] and not last.incomplete and len(last.codings()) == 2


# --- opening, locking, settings


def test_one_window_per_coder_and_machine(root: Path) -> None:
    first, second = Project.open(root), Project.open(root)
    first.lock()
    first.lock()
    with pytest.raises(LockedError, match="kari@pc"):
        second.code("int-01", SPAN, "felles")
    assert second.codings() == ()
    coding = first.code("int-01", SPAN, "felles")
    elsewhere = Project.open(root, device="Mac Åse@2")
    assert str(elsewhere.coder) == "kari@mac åse-2"
    elsewhere.code("int-01", SPAN, "rom")
    first.close()
    second.lock()  # sees what the first one wrote
    assert coding in second.codings() and second.undo() is not None
    second.close()
    elsewhere.close()
    Project.open(root).close()


def test_names_of_coders_are_the_same_on_every_disk(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Project.open(root, coder="Kari").coder.name == "kari"
    assert Project.open(root, coder="../a@b").coder.name == "a-b"
    monkeypatch.delenv("KODEVERK_CODER")
    monkeypatch.delenv("KODEVERK_DEVICE")
    monkeypatch.setattr("getpass.getuser", lambda: "Åse")
    assert settings.default_coder() == "åse" and settings.default_device()
    settings.remember(coder="Ola N", theme="dark")
    assert settings.default_coder() == "ola n" and settings.user()["theme"] == "dark"
    settings.user_file().write_text("[1]", encoding="utf-8", newline="\n")
    monkeypatch.setattr("getpass.getuser", lambda: (_ for _ in ()).throw(OSError()))
    assert settings.default_coder() == "koder"
    monkeypatch.delenv("KODEVERK_CONFIG")
    assert settings.user_file().name == "settings.json"


def test_making_and_finding_a_study(tmp_path: Path, root: Path) -> None:
    assert find_root(root / "corpus") == root.resolve()
    with pytest.raises(ProjectError):
        find_root(tmp_path)
    with pytest.raises(ProjectError, match=r"no folder .*borte”"):
        Project.open(tmp_path / "borte")
    with pytest.raises(ProjectError):
        Project.open(tmp_path)
    with pytest.raises(ProjectError, match="is not a"):
        Project.open(root / "corpus")
    with pytest.raises(ProjectError, match="already"):
        Project.create(root)
    with pytest.raises(UsageError):
        Project.create(tmp_path / "ny", template="ukjent")
    assert not (tmp_path / "ny").exists()
    (tmp_path / "fil").touch()
    with pytest.raises(SaveError):
        Project.create(tmp_path / "fil")
    kept = tmp_path / "gammel" / "codebooks" / "kodebok.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"title: Min\ncodes: []\n")
    made = Project.create(tmp_path / "gammel", coder="Ola", device="x")
    assert made.settings.name == "gammel" and kept.read_bytes() == b"title: Min\ncodes: []\n"
    assert made.coders == () and made.problems == () and str(made.coder) == "ola@x"
    shutil.rmtree(tmp_path / "gammel" / "corpus")
    empty = Project.open(tmp_path / "gammel")
    assert empty.transcript_ids == () and empty.codings() == () and empty.check() == ()


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('name = "x\n', "bad_settings", 1),
        ("name = 'x\n", "bad_settings", 0),
        ("name = 'x'\nid = \n", "bad_settings", 2),
        ("name = 'x'\n", "no_id", 0),
        ("id = 12\n", "bad_setting", 0),
    ],
)
def test_a_study_that_does_not_know_its_id_is_read_but_not_written(
    study: Project, text: str, code: str, line: int
) -> None:
    coding = study.code("int-01", SPAN, "felles")
    study.close()
    (study.root / "kodeverk.toml").write_text(text, encoding="utf-8", newline="\n")
    before = everything(study.root)
    again = Project.open(study.root)
    assert again.codings() == (coding,)
    assert (again.problems[0].code, again.problems[0].line) == (code, line)
    assert all(problem.cure for problem in again.problems)
    with pytest.raises(ProjectError):
        again.code("int-01", SPAN, "rom")
    with pytest.raises(ProjectError):
        again.undo()
    assert everything(study.root) == before


@pytest.mark.parametrize(
    "line",
    [
        "name = 1",
        "language = []",
        "interviewers = 'Kari'",
        "interviewers = [1]",
        "keys = 'x'",
        "codebook = '../annen.yaml'",
        "codebook = '/etc/annen.yaml'",
        "codebook = 'C:annen.yaml'",
        'codebook = "a\\\\b.yaml"',
    ],
)
def test_a_setting_that_cannot_be_used_gives_the_usual_one(root: Path, line: str) -> None:
    (root / "kodeverk.toml").write_text(f"id = 'x'\n{line}\n", encoding="utf-8", newline="\n")
    found, problems = settings.load(root)
    assert [problem.code for problem in problems] == ["bad_setting"]
    assert line.split()[0] in problems[0].message
    assert found == settings.Settings(id="x", name=root.name)


def test_settings_are_read_as_they_were_written(root: Path) -> None:
    made = settings.Settings("x", 'Ås "2"', "nb", "codebooks/a.yaml", ("Kari Å", "Ola"))
    path = root / "kodeverk.toml"
    path.write_text("\ufeff" + settings.render(made), encoding="utf-8", newline="\r\n")
    assert settings.load(root) == (made, ())
    path.write_bytes(path.read_bytes() + b'[keys]\nundo = "u"\n')
    assert settings.load(root)[0].keys == {"undo": "u"}
    path.write_bytes(b"\xff\xfe")
    assert settings.load(root)[1][0].code == "unreadable_settings"
    path.unlink()
    assert settings.load(root)[1][0].code == "unreadable_settings"


def test_notes_about_journals_that_are_damaged_are_as_good_as_none(
    study: Project, machine: Path
) -> None:
    other(study, "ola", 2)
    assert Project.open(study.root).coders == ("ola",)
    [notes] = (machine / "state").glob("*.seen.json")
    for text in ("[1]", "{", '{"ola@pc": "x"}'):
        notes.write_text(text, encoding="utf-8", newline="\n")
        assert Project.open(study.root).problems == ()
    notes.unlink()
    notes.mkdir()  # a note that cannot be kept does not stop the work
    assert Project.open(study.root).problems == ()


def test_counting_agrees_with_the_codings_also_where_texts_and_codes_have_changed(
    study: Project,
) -> None:
    study.code("int-01", SPAN, "rom")
    study.code("int-01", SPAN, "felles")
    study.code("int-01", Span(0, 5), "konflikt")

    def counted() -> dict[str, int]:
        fresh = Project.open(study.root)
        whole = [coding.code for coding in fresh.codings()]
        assert fresh.count() == {code: whole.count(code) for code in whole}
        return dict(Project.open(study.root).count())

    assert counted() == {"rom": 1, "felles": 1, "konflikt": 1}
    study.edit_codebook(books.plan_merge(study.codebook, "rom", "felles"))
    assert counted() == {"felles": 2, "konflikt": 1}
    path = study.root / "corpus" / "int-01.txt"
    path.write_bytes(path.read_bytes() + b"mer")
    assert counted() == {}
    path.unlink()
    assert counted() == {}


def test_problems_asked_for_before_are_found_out_anew_when_something_changes(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []
    gaps = store.gaps

    def count(parts: Sequence[store.JournalFile]) -> tuple[list[range], list[int]]:
        counted.append(parts)
        return gaps(parts)

    monkeypatch.setattr(store, "gaps", count)
    for start in range(5):
        study.code("int-01", Span(start, start + 9), "rom")
        assert study.problems == () and study.incomplete == frozenset()
    assert len(counted) <= 2  # not all events anew for each of them
    study.close()
    lines = journal(study).read_bytes().splitlines(keepends=True)
    journal(study).write_bytes(b"".join([*lines[:2], *lines[4:]]))
    again = Project.open(study.root, coder="ola", device="pc")
    assert codes(again) == ["missing_events"] and again.incomplete == {"kari"}
    journal(study, "kari@pc (kopi)").write_bytes(b"".join(lines))
    again.refresh()
    assert codes(again) == ["conflict_copy"] and again.incomplete == frozenset()
