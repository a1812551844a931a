"""Project files that are damaged or mean harm: a sentence and a cure, and nothing on the disk."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refi_files import CODE, DATA, TEXT, Program, code, pack, project, text_source

from kodeverk.corpus.importers import safe
from kodeverk.errors import DataError
from kodeverk.interchange.refi import container, read_codebook, read_project

SECRET = "Åse bor i Storgata"
BODY = f"<Sources>{text_source(SECRET)}</Sources>"


def refused(path: Path, read: Callable[[Path], object] = read_project) -> str:
    """Return what is said; it has a cure, names the file and quotes nothing of it."""
    with pytest.raises(DataError) as caught:
        read(path)
    assert caught.value.cure
    assert path.name in caught.value.message
    assert "Storgata" not in str(caught.value)
    return caught.value.message


def file(tmp_path: Path, data: bytes, name: str = "p.qdpx") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0" * 99])
def test_what_is_no_zip(tmp_path: Path, data: bytes) -> None:
    assert "no ZIP" in refused(file(tmp_path, data))


def test_what_is_no_file(tmp_path: Path) -> None:
    for read in (read_project, read_codebook):
        assert "no file" in refused(tmp_path / "borte.qdpx", read)
        assert "ordinary" in refused(tmp_path, read)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "p.qdpx")
        assert "ordinary" in refused(tmp_path / "p.qdpx")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "damaged"),
        (b"<Project", "damaged"),
        (b"\x00\x01", "damaged"),
        (b'<?xml version="1.0" encoding="klingon"?><Project/>', "damaged"),
        (b"<Annet/>", "neither"),
        (b"<CodeBook/>", "neither"),
        (b"<x>" * 600 + b"</x>" * 600, "larger inside"),
    ],
)
def test_xml_that_cannot_be_read(tmp_path: Path, data: bytes, said: str) -> None:
    assert said in refused(pack(tmp_path / "p.qdpx", {"project.qde": data}))
    other = data.replace(b"CodeBook", b"Project")
    assert said in refused(file(tmp_path, other, "b.qdc"), read_codebook)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE p [<!ENTITY a "hei">]>',
        '<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE p SYSTEM "http://example.org/p.dtd">',
        '<!DOCTYPE p [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>',
    ],
)
def test_a_document_type_is_refused(tmp_path: Path, doctype: str, encoding: str) -> None:
    for root, read in (("Project", read_project), ("CodeBook", read_codebook)):
        text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{doctype}<{root}/>'
        data = text.encode(encoding)
        path = tmp_path / ("p.qdpx" if root == "Project" else "b.qdc")
        path = (
            pack(path, {"project.qde": data})
            if root == "Project"
            else file(tmp_path, data, "b.qdc")
        )
        assert "DOCTYPE" in refused(path, read)


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swollen = Program("X").xml(f"<Description>{'a' * 5_000_000}</Description>")
    assert "larger inside" in refused(pack(tmp_path / "a.qdpx", {"project.qde": swollen}))
    source = f'<Sources><TextSource guid="{TEXT}" plainTextPath="internal://t.txt"/></Sources>'
    huge = {"sources/t.txt": bytes(21_000_000)}
    assert "larger inside" in refused(project(tmp_path / "b.qdpx", source, files=huge))
    two = source.replace(
        "</Sources>", f'<TextSource guid="{CODE}" plainTextPath="t.txt"/></Sources>'
    )
    path = project(tmp_path / "c.qdpx", two, files={"sources/t.txt": b"abc" * 1000})
    assert len(read_project(path).texts) == 2
    monkeypatch.setattr(container, "MAX_TOTAL", 5_000)
    assert "larger inside" in refused(path)
    assert "larger inside" in refused(file(tmp_path, b"<" * 20_000_001, "b.qdc"), read_codebook)


def test_a_mass_of_elements_is_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project(tmp_path / "p.qdpx", BODY)
    assert read_project(path).texts
    monkeypatch.setattr(safe, "MAX_ELEMENTS", 5)
    assert "larger inside" in refused(path)
    monkeypatch.setattr(safe, "MAX_ELEMENTS", 100)
    monkeypatch.setattr(container, "MAX_XML", 100)
    assert "larger inside" in refused(path)


def test_a_film_is_not_unpacked(tmp_path: Path) -> None:
    film = {"sources/film.mp4": bytes(30_000_000)}
    assert len(read_project(project(tmp_path / "p.qdpx", BODY, files=film)).texts) == 1


def test_too_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project(tmp_path / "p.qdpx", BODY, files={f"sources/{n}.txt": b"" for n in range(20)})
    assert read_project(path).texts
    monkeypatch.setattr(container, "MAX_MEMBERS", 20)
    assert "larger inside" in refused(path)
    monkeypatch.setattr(safe.Guarded, "most", 900)  # the list of members is longer
    assert "no ZIP" in refused(path)


def test_a_password_and_an_unknown_packing(tmp_path: Path) -> None:
    for field, value, said in ((8, 1, "password"), (10, 99, "damaged")):
        data = bytearray(project(tmp_path / "p.qdpx", BODY).read_bytes())
        start = data.index(b"PK\x01\x02")
        data[start + field] = value
        if field == 10:
            data[data.index(b"PK\x03\x04") + 8] = value
        assert said in refused(file(tmp_path, bytes(data)))


@pytest.mark.parametrize(
    "name", ["../ute.txt", "/etc/passwd", "..\\ute.txt", "C:/ute.txt", "sources/../../ute.txt"]
)
def test_names_that_point_outside_lead_nowhere(tmp_path: Path, name: str) -> None:
    (tmp_path / "ute.txt").write_text(SECRET, encoding="utf-8", newline="")
    source = f'<TextSource guid="{TEXT}" name="A" plainTextPath="absolute://{tmp_path}/ute.txt"/>'
    folder = tmp_path / "inne"
    folder.mkdir()
    path = folder / "p.qdpx"
    project(path, f"<Sources>{source}</Sources>", files={name: b"Fra filen selv"})
    texts = [text.text for text in read_project(path).texts]
    assert texts == ([] if "passwd" in name else ["Fra filen selv"])
    assert list(folder.iterdir()) == [path]
    assert set(tmp_path.iterdir()) == {folder, tmp_path / "ute.txt"}


def test_a_link_inside_is_not_followed(tmp_path: Path) -> None:
    source = f'<TextSource guid="{TEXT}" name="A" plainTextPath="internal://t.txt"/>'
    path = project(tmp_path / "p.qdpx", f"<Sources>{source}</Sources>")
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("sources/t.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert [text.text for text in read_project(path).texts] == ["/etc/passwd"]  # just its letters


WHOLE = (DATA / "KodeverkFixture.qdpx").read_bytes()


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=5))
def test_flipped_bytes_never_raise_anything_else(flips: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for place, value in flips:
        data[place] = value
    _survives(bytes(data))


@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_cut_short_never_raises_anything_else(length: int) -> None:
    _survives(WHOLE[:length])


with zipfile.ZipFile(io.BytesIO(WHOLE)) as _archive:
    PARTS = {name: _archive.read(name) for name in _archive.namelist()}


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(PARTS["project.qde"])),
            st.sampled_from(
                (
                    b"",
                    b"<x/>",
                    b"</Code>",
                    b"-1",
                    b'"',
                    b"Coding",
                    b"&#0;",
                    b"&#xD800;",
                    b"\xff",
                    CODE.encode(),
                )
            ),
            st.integers(0, 40),
        ),
        max_size=4,
    )
)
def test_odd_xml_never_raises_anything_else(edits: list[tuple[int, bytes, int]]) -> None:
    data = PARTS["project.qde"]
    for place, what, over in edits:
        data = data[:place] + what + data[place + over :]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in (PARTS | {"project.qde": data}).items():
            archive.writestr(name, part)
    _survives(buffer.getvalue())


def _survives(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = file(Path(folder), data)
        try:
            read_project(path)
        except DataError as error:
            assert error.cure


@given(
    st.recursive(st.sampled_from(("A", "B::C")), lambda c: st.lists(c, max_size=4), max_leaves=20)
)
def test_any_tree_of_codes_is_in_order(tree: object) -> None:
    def element(node: object) -> str:
        inner = "".join(map(element, node)) if isinstance(node, list) else ""
        return code(node if isinstance(node, str) else "", CODE, inner)

    with TemporaryDirectory() as folder:
        whole = f"<CodeBook><Codes>{element(tree)}</Codes></CodeBook>".encode()
        codes = read_codebook(file(Path(folder), whole, "b.qdc")).codebook.codes
    seen: set[str | None] = {None}
    for found in codes:
        assert found.parent in seen and found.id not in seen
        seen.add(found.id)
