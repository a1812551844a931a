"""What all tests share: a machine of their own, and a small made-up study."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Run, runner
from hypothesis import settings

from kodeverk import i18n
from kodeverk.codebook import save_new
from kodeverk.corpus.draft import Draft, DraftTurn, Outcome
from kodeverk.model import Code, Codebook, Kind, Role, Speaker
from kodeverk.project import Project
from kodeverk.settings import set_blind

# A busy machine is no error: what a clock says is for the bench.
settings.register_profile("kodeverk", deadline=None)
settings.load_profile("kodeverk")


@pytest.fixture(autouse=True)
def machine(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what the program notes on this machine in a folder of the test's own."""
    folder = tmp_path_factory.mktemp("machine")
    for name in ("STATE", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"KODEVERK_{name}", str(folder / name.lower()))
    monkeypatch.setenv("KODEVERK_CODER", "kari")
    monkeypatch.setenv("KODEVERK_DEVICE", "pc")
    return folder


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin and end in English, whatever a test has chosen."""
    i18n.activate("en")
    yield
    i18n.activate("en")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program in this process, in English; gives exit code, stdout and stderr."""
    return runner(capsys)


CODES = (
    Code("synergi", "Synergi", codable=False),
    Code(
        "felles",
        "Felles arrangement",
        definition="Flere virksomheter lager noe sammen.",
        examples=("Vi hadde lesestund sammen med kulturskolen.",),
        key="1",
        color="#1f77b4",
        parent="synergi",
    ),
    Code("rom", "Deling av rom", definition="Noen bruker samme rom.", key="2", parent="synergi"),
    Code("konflikt", "Konflikt", definition="Noen er uenige om noe.", key="3"),
    Code("bråk", "Bråk og støy", definition="Lyd forstyrrer andre.", parent="konflikt"),
)

INTERVIEW = (
    ("Intervjuer", "Kan du fortelle om samarbeidet på huset?", 5.0),
    ("Informant 1", "Ja. Vi flyttet sammen i 2020, og nå deler vi sal med ungdomsklubben.", 9.5),
    ("Intervjuer", "Hvordan går det?", 21.0),
    ("Informant 1", "Det går fint: de øver på kvelden.\nMen støyen høres på lesesalen.", 24.0),
    ("Informant 2", "Åh, det blir mye bråk når bandet øver 🎸 på torsdagene!", 40.0),
)
DOCUMENT = (
    "Notat fra møtet om Kulturhuset på Ås.",
    "Husrådet ble enige om å dele salen: klubben får den etter klokka 18.",
)


def outcome(source: Path, draft: Draft) -> Outcome:
    """Return what an importer gives for ``source``, which is written here."""
    data = "\n".join(turn.text for turn in draft.turns).encode("utf-8")
    source.write_bytes(data)
    return Outcome(source.name, "import", draft=draft, sha256=hashlib.sha256(data).hexdigest())


def interview() -> Draft:
    """Return a short interview."""
    return Draft(
        "Intervju om kulturhuset",
        Kind.INTERVIEW,
        "nb",
        tuple(DraftTurn(text, who, time) for who, text, time in INTERVIEW),
        (
            Speaker("Intervjuer", Role.INTERVIEWER),
            Speaker("Informant 1", Role.INFORMANT, {"unit": "bibliotek"}),
            Speaker("Informant 2", Role.INFORMANT),
        ),
        "txt",
    )


def note() -> Draft:
    """Return a short document."""
    turns = tuple(DraftTurn(text) for text in DOCUMENT)
    return Draft("Notat", Kind.DOCUMENT, "nb", turns, (), "txt")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the folder of a study with an interview, ``int-01``, and a document, ``notat``."""
    folder = tmp_path / "studie"
    with_files = tmp_path / "kilder"
    with_files.mkdir()
    project = Project.create(folder, name="Kulturhuset på Ås")
    set_blind(folder, 0)  # else chance decides which sentences get suggestions
    project.codebook_path.unlink()
    save_new(project.codebook_path, Codebook(title="Synergi", codes=CODES))
    for name, draft in (("int-01.txt", interview()), ("notat.txt", note())):
        source = with_files / name
        project.add_transcript(outcome(source, draft), source)
    project.close()
    return folder


@pytest.fixture
def study(root: Path) -> Iterator[Project]:
    """Return that study, open for the coder ``kari`` on the machine ``pc``."""
    project = Project.open(root)
    yield project
    project.close()
