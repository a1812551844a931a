"""Comments on the command line: taken in with a file, read from one that came back, answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Run, lines
from room_study import ANSWERS, make_study
from wordcomments import Said, commented, end, reference, start
from wordfiles import paragraph
from wordfiles import run as words

from kodeverk import i18n
from kodeverk.corpus.importers.formats import read_bytes
from kodeverk.exporting import Job, What, write
from kodeverk.model import Span
from kodeverk.project import Project
from kodeverk.report import Options

COMMENTS = (
    Said("Kari Nes", "Møteplass: godt eksempel"),
    Said("Ola Åsen", "Enig", answers=0),
    Said("Kari Nes", "Hva mener hun?", resolved=True),
    Said("Per Moe", "borte"),
)
GONE = '<w:del w:id="9"><w:r><w:delText>bort</w:delText></w:r></w:del>'


def turn(name: str, *inside: str) -> str:
    return paragraph(words(f"{name}: "), *(i if i.startswith("<") else words(i) for i in inside))


def document(first: str = ANSWERS[0][4:], third: str = ANSWERS[2]) -> bytes:
    """Return the first three answers of the study with comments, as a colleague's file."""
    return commented(
        turn("Intervjuer", "Spørsmål nummer 0?"),
        turn("Informant", "Ja, ", start(0), first, end(0), start(1), end(1)),
        turn("Intervjuer", "Spørsmål nummer 1?"),
        turn("Informant", ANSWERS[1], start(3), GONE, end(3)),
        turn("Intervjuer", "Spørsmål nummer 2?"),
        turn("Informant", third, reference(2)),
        comments=COMMENTS,
    )


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a study and stand in it; the colleague's file lies beside it."""
    root = tmp_path / "studie"
    make_study(root).close()
    (tmp_path / "kommentert.docx").write_bytes(document())
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.chdir(root)
    yield root
    i18n.activate("en")


def listed(run: Run) -> list[dict[str, object]]:
    return [dict(each) for each in lines(run("comments", "--json")[1])]


def test_import_takes_comments_in_unless_told_not_to(run: Run, study: Path) -> None:
    file = str(study.parent / "kommentert.docx")
    assert "3 comments, 1 proposes a code" in run("import", "--dry-run", file)[1]
    assert listed(run) == []
    code, out, _err = run("import", file)
    assert code == 0 and "3 comments, 1 proposes a code" in out
    first, second, third = listed(run)
    assert (first["quote"], first["proposes"]) == (ANSWERS[0][4:], ["syn.mote"])
    assert first["replies"] == [
        {"author": "Ola Åsen", "date": "2026-02-03T09:05:00Z", "text": "Enig"}
    ]
    assert (second["quote"], second["resolved"]) == (
        "Én er syk, og da er det bare meg igjen på vakt.",
        True,
    )
    assert (third["text"], third["start"], third["quote"]) == ("borte", None, None)
    assert run("undo")[0] == 0 and listed(run) == []
    other = study.parent / "en til.docx"
    other.write_bytes(document(third="Vi rekker ikke noe."))
    assert "comments" not in run("import", "--no-comments", str(other))[1]
    assert listed(run) == []


def test_answered_and_put_away(run: Run, study: Path) -> None:
    run("import", str(study.parent / "kommentert.docx"))
    ids = [str(each["id"]) for each in listed(run)]
    table = run("comments", "--transcript", "kommentert")[1]
    assert "Synergi / Møteplass" in table and "(resolved)" in table and "kommentert:–" in table
    (coding,) = lines(run("comments", "accept", ids[0].removeprefix("comment-")[:8], "--json")[1])
    assert (coding["code"], coding["origin"], coding["engine"]) == ("syn.mote", "comment", ids[0])
    assert "Kari Nes: godt eksempel\nOla Åsen: Enig" in run("memo")[1]
    code, _out, err = run("comments", "accept", ids[1])
    assert code == 1 and "--code" in err
    assert run("comments", "accept", ids[1], "--code", "Tidspress")[0] == 0
    assert run("comments", "accept", ids[2], "--code", "Tidspress")[0] == 2  # it has no place
    run("undo"), run("undo")
    assert "Rejected: kommentert" in run("comments", "reject", ids[0])[1]
    assert run("comments", "reject", ids[0])[0] == 1
    assert listed(run)[0]["proposes"] == []
    assert "Put away" in run("comments", "remove", *ids[1:])[1]
    assert len(listed(run)) == 1
    assert run("comments", "remove", "finnes-ikke")[0] == 1
    assert run("comments", "remove", "")[0] == 1


def test_read_from_a_file_that_is_not_quite_the_transcript(run: Run, study: Path) -> None:
    """What somebody corrected there, and what is left out, moves no comment to other words."""
    file = study.parent / "rettet.docx"
    file.write_bytes(document(third=ANSWERS[2].replace("Vi rekker ikke alt.", "Vi rekker aldri.")))
    out = run("comments", "read", str(file), "--dry-run")[1]
    assert "int-01, would be taken in: 3 comments, 1 proposes a code" in out and not listed(run)
    out = run("comments", "read", str(file))[1]
    assert "Without a place in the text: Per Moe: borte" in out
    found = {each["text"]: each["quote"] for each in listed(run)}
    assert found["Møteplass: godt eksempel"] == ANSWERS[0][4:]
    assert found["Hva mener hun?"] == "Én er syk, og da er det bare meg igjen på vakt."
    (told,) = lines(run("comments", "read", str(file), "--json")[1])
    assert (told["transcript"], told["new"], told["known"]) == ("int-01", [], 3)


def test_words_that_are_not_there_have_no_place(run: Run, study: Path) -> None:
    changed = ANSWERS[0][4:].replace("alle sammen", "noen få")
    for first in ("noe helt annet enn det som står.", changed):
        file = study.parent / "annet.docx"
        file.write_bytes(document(first=first))
        run("comments", "read", str(file), "int-01")
        found = {each["text"]: each["start"] for each in listed(run)}
        assert found["Møteplass: godt eksempel"] is None


def test_a_document_about_nothing_here_is_refused(run: Run, study: Path) -> None:
    file = study.parent / "fremmed.docx"
    file.write_bytes(commented(paragraph("Om noe annet og enda mer."), comments=()))
    code, _out, err = run("comments", "read", str(file))
    assert code == 1 and "the transcript's id after" in err
    assert run("comments", "read", str(study.parent / "finnes ikke.docx"))[0] == 1
    (study / "corpus" / "kopi.txt").write_text(
        (study / "corpus" / "int-01.txt").read_text(encoding="utf-8").replace("int-01", "kopi"),
        encoding="utf-8",
        newline="\n",
    )
    assert run("comments", "read", str(study.parent / "kommentert.docx"))[0] == 1  # which one?
    assert run("comments", "read", str(study.parent / "kommentert.docx"), "kopi")[0] == 0


def test_comments_go_out_with_a_coded_transcript_and_are_known_again(run: Run, study: Path) -> None:
    run("comments", "read", str(study.parent / "kommentert.docx"))
    path = study.parent / "ut.docx"
    run("export", "transcripts", "--output", str(path))
    draft = read_bytes(path.name, path.read_bytes())
    told = [(c.text, c.resolved, [r.text for r in c.replies]) for c in draft.comments]
    assert told == [
        ("Møteplass: godt eksempel", False, ["Enig"]),
        ("Hva mener hun?", True, []),
    ]
    assert "borte" in " ".join(turn.text for turn in draft.turns)  # it has no place: above the text
    (again,) = lines(run("comments", "read", str(path), "--json")[1])
    assert (again["transcript"], again["new"], again["known"]) == ("int-01", [], 2)
    marked = study.parent / "merket.docx"
    run("export", "transcripts", "--marks", "--output", str(marked))
    assert "Hva mener hun?" in str(read_bytes(marked.name, marked.read_bytes()).turns)


def test_our_own_coded_transcript_comes_back(run: Run, study: Path) -> None:
    project = Project.open(study, coder="kari", device="pc")
    body = project.transcript("int-01").body
    for said, code in (("møtes alle sammen", "syn.mote"), ("ikke arbeidsro", "kon.stoy")):
        at = body.index(said)
        project.set_memo(project.code("int-01", Span(at, at + len(said)), code).memo_target, "Ja.")
    job = Job(What.TRANSCRIPTS, "comments", Options())
    path = study.parent / "ut.docx"
    write(project, job, lambda things, _total: iter(things), lambda _what, _ending: path)
    project.close()
    (told,) = lines(run("comments", "read", str(path), "--json")[1])
    assert (told["transcript"], told["coded"], told["new"]) == ("int-01", 2, [])
    run("undo"), run("undo")  # the memo and the coding of what was set last
    (told,) = lines(run("comments", "read", str(path), "--json")[1])
    ((new,), coded) = (told["new"], told["coded"])
    assert (coded, new["proposes"], new["quote"]) == (1, ["kon.stoy"], "ikke arbeidsro")
