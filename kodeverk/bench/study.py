"""A made-up study on disk to measure the whole program with: size M of the goals for speed."""

from dataclasses import replace
from pathlib import Path

from kodeverk import files
from kodeverk.bench.material import Material, make
from kodeverk.codebook import save_new
from kodeverk.corpus import canonical
from kodeverk.journal.events import Coded, new_id, now
from kodeverk.model import Codebook, Coder, Transcript
from kodeverk.project import Project
from kodeverk.project.journals import Journals

FIRST, SECOND = "alfa", "beta"
_OTHERS = 198
_OTHER_WORDS, _OTHER_CODINGS = 8_500, 91
_CODERS = ("berit", "cato", "dina")


def build(root: Path) -> None:
    """Make a study of 200 transcripts and 20 000 codings by three coders.

    Two of the transcripts have 12 000 words and 1 000 codings each.
    """
    large, small = make(), make(_OTHER_WORDS, _OTHER_CODINGS)
    project = Project.create(root, name="Måling")
    project.codebook_path.unlink()
    save_new(project.codebook_path, Codebook(title="Måling", codes=large.codes))
    names = [(FIRST, large), (SECOND, large)]
    names += [(f"tekst-{n:03}", small) for n in range(_OTHERS)]
    written = [_write(root, name, material) for name, material in names]
    for place, coder in enumerate(_CODERS):
        journals = Journals(root, project.settings.id, Coder(coder, "pc"))
        for (_name, material), transcript in zip(names, written, strict=True):
            events = list(_events(material, transcript, place))
            if events:
                journals.append(events)
        journals.close()


def _write(root: Path, name: str, material: Material) -> Transcript:
    digest = canonical.digest(material.transcript.body)
    transcript = replace(material.transcript, id=name, title=name, digest=digest)
    data = canonical.render(transcript).encode("utf-8")
    files.write_atomic(root / "corpus" / f"{name}.txt", data)
    return transcript


def _events(material: Material, transcript: Transcript, place: int) -> "list[Coded]":
    return [
        Coded(
            n=0,
            id=new_id(),
            at=now(),
            transcript=transcript.id,
            digest=transcript.digest,
            start=coding.span.start,
            end=coding.span.end,
            code=coding.code,
        )
        for coding in material.codings[place :: len(_CODERS)]
    ]
