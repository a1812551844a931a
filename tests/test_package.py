"""What is built and given away: the package and its data, and nothing of anyone's study."""

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build both archives from what stands in the repository, without any network."""
    folder = tmp_path_factory.mktemp("dist")
    scripts = Path(sys.executable).parent
    environment = os.environ | {
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "UV_OFFLINE": "1",
    }
    command = [sys.executable, "-m", "build", "--no-isolation", "--sdist", "--wheel"]
    run = subprocess.run(
        [*command, "--outdir", str(folder), str(ROOT)],
        capture_output=True,
        encoding="utf-8",
        env=environment,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


def wheel_names(built: Path) -> set[str]:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def sdist_names(built: Path) -> set[str]:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        return {name.partition("/")[2] for name in archive.getnames() if "/" in name}


def tracked() -> set[str]:
    """Every file of the package as git knows it, with the names archives use."""
    run = subprocess.run(
        ["git", "ls-files", "kodeverk"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(run.stdout.splitlines())


def test_the_wheel_holds_the_package_and_nothing_else(built: Path) -> None:
    tops = {name.split("/")[0] for name in wheel_names(built)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"kodeverk"}


def test_the_sdist_holds_the_package_and_what_describes_it(built: Path) -> None:
    tops = {name.split("/")[0] for name in sdist_names(built)}
    tops.discard("pyproject.toml.orig")  # uv_build keeps it when it writes pyproject.toml anew
    assert tops == {"kodeverk", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"}


@pytest.mark.parametrize("names", [wheel_names, sdist_names])
def test_no_study_is_given_away(built: Path, names: object) -> None:
    assert callable(names)
    for name in names(built):
        parts = name.split("/")
        assert not {"exports", "codebooks", "tests", "sources", "codings"} & set(parts), name
        assert parts[0] != "corpus", name
        assert not name.endswith((".jsonl", ".docx", ".log")), name


def test_every_file_of_the_package_comes_along(built: Path) -> None:
    wanted = {name for name in tracked() if (ROOT / name).exists()}
    assert wanted - wheel_names(built) == set()
    assert wanted - sdist_names(built) == set()


def test_the_data_is_there(built: Path) -> None:
    names = wheel_names(built)
    assert "kodeverk/py.typed" in names
    for folder, ending in (
        ("kodeverk/locale/nb/LC_MESSAGES/", ".mo"),
        ("kodeverk/templates/", ".yaml"),
        ("kodeverk/tui/", ".tcss"),
    ):
        assert any(name.startswith(folder) and name.endswith(ending) for name in names), folder


def test_the_entry_point_is_declared(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (entry,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        assert "kodeverk = kodeverk.__main__:main" in archive.read(entry).decode("utf-8")


def pins(name: str) -> dict[str, str]:
    """Each ``name==version`` of a lock file with its hashes (its marker left out)."""
    blocks: dict[str, str] = {}
    current = ""
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(" "):
            current = line.rstrip(" \\").partition(" ;")[0]
            blocks[current] = ""
        else:
            blocks[current] += line
    return blocks


@pytest.mark.parametrize("name", ["constraints.txt", "constraints-dev.txt"])
def test_every_pin_has_a_hash_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text and "@" not in text and "index-url" not in text
    for requirement, hashes in pins(name).items():
        assert "==" in requirement
        assert "--hash=sha256:" in hashes, requirement


def test_the_two_lock_files_agree_and_cover_what_we_ask_for() -> None:
    run, dev = pins("constraints.txt"), pins("constraints-dev.txt")
    assert run == {requirement: dev.get(requirement) for requirement in run}
    with open(ROOT / "pyproject.toml", "rb") as file:
        project = tomllib.load(file)["project"]

    def names(requirements: object) -> set[str]:
        assert isinstance(requirements, dict | list)
        found = set()
        for each in requirements:
            name = each
            for sign in "<>=! ;":
                name = name.split(sign)[0]
            found.add(name.lower().replace("_", "-").replace(".", "-"))
        return found

    assert names(project["dependencies"]) <= names(run)
    assert names(project["optional-dependencies"]["dev"]) <= names(dev)
    assert "uv-build" in names(run)
