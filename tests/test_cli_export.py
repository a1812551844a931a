"""``kodeverk export``: what is written where, what is said, and what is refused."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from kodeverk.__main__ import main
from kodeverk.cli.output import Progress
from kodeverk.coded import CodedTranscript
from kodeverk.export import transcript as transcripts
from kodeverk.model import Span, Target, TargetKind
from kodeverk.project import Project

Run = Callable[..., tuple[int, str, str]]
FORMATS = {"xlsx": ".xlsx", "csv": ".csv", "excel": ".csv", "md": ".md", "html": ".html"}


@pytest.fixture
def coded(study: Project) -> Path:
    """Return a study with three codings by two coders."""
    body = study.transcript("int-01").body

    def code(project: Project, words: str, name: str) -> str:
        start = body.index(words)
        return project.code("int-01", Span(start, start + len(words)), name).id

    first = code(study, "nå deler vi sal med ungdomsklubben.", "rom")
    code(study, "Men støyen høres på lesesalen.", "bråk")
    study.set_memo(Target(TargetKind.CODING, first), "=Husk salen")
    study.close()
    other = Project.open(study.root, coder="ola", device="mac")
    code(other, "det blir mye bråk når bandet øver", "bråk")
    other.close()
    return study.root


@pytest.fixture
def run(coded: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``export`` in this process; gives exit code, stdout and stderr."""

    def running(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["export", *words, "--project", str(coded), "--lang", "en"])
        out, err = capsys.readouterr()
        return code, out, err

    return running


@pytest.mark.parametrize("name", FORMATS)
def test_codings_go_to_a_fresh_file_in_exports(run: Run, coded: Path, name: str) -> None:
    code, out, _err = run("codings", "--format", name)
    path = Path(out.strip())
    assert code == 0 and path.parent == coded / "exports"
    assert path.name.startswith("Kulturhuset på Ås codings 20") and path.suffix == FORMATS[name]
    again = Path(run("codings", "--format", name)[1].strip())
    assert again != path and again.read_bytes() and path.read_bytes()


def test_the_ending_of_the_file_says_the_format(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "alt.jsonl"
    code, out, _err = run("codings", "--output", str(path), "--json")
    shape = json.loads(out)
    assert (code, shape["format"], shape["codings"], shape["file"]) == (0, "jsonl", 3, str(path))
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["coder"] for line in lines] == ["kari", "kari", "ola"]


def test_what_was_altered_is_said_and_counted(run: Run, tmp_path: Path) -> None:
    words = ("codings", "--format", "excel", "--output", str(tmp_path / "t.csv"))
    code, out, err = run(*words, "--json")
    assert code == 0
    assert json.loads(out)["altered"] == {"defused": 1, "cut": 0, "cleaned": 0}
    assert "1 cell got an apostrophe in front" in err
    assert "'=Husk salen" in (tmp_path / "t.csv").read_text(encoding="utf-8-sig")


def test_only_what_is_chosen(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"

    def chosen(*words: str) -> list[str]:
        assert run("codings", "--output", str(path), *words)[0] == 0
        lines = path.read_text(encoding="utf-8").splitlines()
        return [json.loads(line)["text"].split()[0] for line in lines]

    assert chosen("--by", "ola") == ["det"]
    assert chosen("--code", "konflikt") == ["Men", "det"]
    assert chosen("--code", "2") == ["nå"]
    assert chosen("--transcript", "notat") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "It is not said what to export."),
        (("codings", "--output", "a.txt"), "No format ends with “.txt”."),
        (("codings", "--format", "xlsx", "--output", "a.csv"), "ends with “.csv”"),
        (("transcripts", "--output", "a.docx"), "2 transcripts cannot go into one Word file."),
        (("codings", "--transcript", "borte"), "There is no transcript “borte”."),
        (("codings", "--by", "per"), "No codings by “per”."),
        (("transcripts", "--code", "borte"), "There is no code “borte”."),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    run: Run, coded: Path, words: tuple[str, ...], said: str
) -> None:
    code, out, err = run(*words)
    assert code in (1, 2) and out == "" and said in err
    assert not any((coded / "exports").iterdir())


@pytest.mark.parametrize("what", ["codings", "transcripts"])
def test_a_journal_that_is_not_whole_stops_it(run: Run, coded: Path, what: str) -> None:
    journal = next((coded / "corpus" / "codings").glob("ola@*.jsonl"))
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    journal.write_text("".join(lines[:1] + lines[2:]) + "{", encoding="utf-8", newline="")
    code, _out, err = run(what)
    assert code == 1 and "The journal of ola is not whole" in err
    assert not any((coded / "exports").iterdir())
    assert run(what, "--by", "kari")[0] == 0


def test_a_codebook_that_cannot_be_read_stops_it(run: Run, coded: Path) -> None:
    for book in (coded / "codebooks").iterdir():
        book.unlink()
    assert [run(what)[0] for what in ("codings", "codebook", "transcripts")] == [1, 1, 1]


@pytest.mark.parametrize("ending", ["docx", "xlsx", "csv", "qdc"])
def test_the_codebook_in_every_format(run: Run, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"bok.{ending}"
    code, out, err = run("codebook", "--output", str(path), "--json")
    assert code == 0
    assert json.loads(out) == {"file": str(path), "format": ending, "codes": 5}
    assert path.stat().st_size > 400
    assert ("other programs have none" in err) is (ending == "qdc")


def test_the_codebook_counts_only_whole_journals(run: Run, tmp_path: Path, coded: Path) -> None:
    def text() -> str:
        out = run("codebook")[1]
        return "\n".join(p.text for p in Document(out.strip()).paragraphs)

    assert "2 codings" in text()
    journal = next((coded / "corpus" / "codings").glob("ola@*.jsonl"))
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    journal.write_text("".join(lines[:1] + lines[2:]) + "{", encoding="utf-8", newline="")
    assert "codings" not in text()


def test_each_transcript_becomes_a_word_file(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "ut"
    code, out, _err = run("transcripts", "--output", str(folder))
    assert code == 0
    assert out.splitlines() == [str(folder / "int-01.docx"), str(folder / "notat.docx")]
    comments = list(Document(str(folder / "int-01.docx")).comments)
    assert [(c.author, c.text.split("\n")) for c in comments] == [
        ("kari", ["Synergi / Deling av rom", "=Husk salen"]),
        ("kari", ["Konflikt / Bråk og støy"]),
        ("ola", ["Konflikt / Bråk og støy"]),
    ]
    again = run("transcripts", "--output", str(folder), "--marks", "--by", "ola", "--json")[1]
    assert json.loads(again)["files"] == [str(folder / "int-01.docx"), str(folder / "notat.docx")]
    marked = Document(str(folder / "int-01.docx"))
    assert not list(marked.comments) and "What the marks mean" in [
        p.text for p in marked.paragraphs
    ]


def test_what_somebody_has_worked_on_is_left_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "int.docx"
    words = ("transcripts", "--transcript", "int-01", "--output", str(path))
    assert run(*words)[1].strip() == str(path)
    document = Document(str(path))
    document.add_paragraph("Mitt eget notat.")
    document.core_properties.author = "Kari"
    document.save(str(path))
    _rewrite_application(path)
    assert run(*words)[1].strip() == str(tmp_path / "int (2).docx")


def _rewrite_application(path: Path) -> None:
    """Let the file say that Word saved it, as Word does."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["docProps/app.xml"] = parts["docProps/app.xml"].replace(b"Kodeverk", b"Microsoft Word")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_ctrl_c_keeps_what_is_whole_and_leaves_nothing_half(
    run: Run, coded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = transcripts.document

    def stopped(made: CodedTranscript, *, marks: bool) -> bytes:
        if made.transcript.id == "notat":
            raise KeyboardInterrupt
        return real(made, marks=marks)

    monkeypatch.setattr(transcripts, "document", stopped)
    assert run("transcripts", "--output", str(tmp_path / "ut"))[0] == 130
    assert [path.name for path in (tmp_path / "ut").iterdir()] == ["int-01.docx"]


def test_the_bar_counts_what_comes_along() -> None:
    class Terminal:
        written = ""

        def isatty(self) -> bool:
            return True

        def write(self, text: str) -> int:
            self.written += text
            return len(text)

        def flush(self) -> None:
            """Nothing is held back."""

    stream = Terminal()
    with Progress(3, stream, text="{done} av {total}") as progress:  # type: ignore[arg-type]
        assert list(progress.along("abc")) == ["a", "b", "c"]
    assert "3 av 3" in stream.written


@pytest.mark.parametrize("ending", [".csv", ".docx", ".qdpx"])
def test_a_name_that_no_disk_takes_is_told(run: Run, tmp_path: Path, ending: str) -> None:
    one = ("transcripts", "--transcript", "int-01")
    what = {".csv": ("codings",), ".docx": one, ".qdpx": ("qdpx",)}[ending]
    code, out, err = run(*what, "--output", str(tmp_path / f"{'å' * 200}{ending}"))
    assert (code, out) == (1, "") and "was not saved" in err
    assert not any(tmp_path.glob("å*"))


def test_the_list_of_a_long_name_has_a_name_too(run: Run, tmp_path: Path) -> None:
    path = tmp_path / f"{'å' * 120}.qdpx"
    assert run("qdpx", "--output", str(path))[0] == 0
    assert len(list(tmp_path.glob("å* left out.txt"))) == 1
