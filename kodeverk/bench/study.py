"""A made-up study on disk to measure the whole program with."""

import hashlib
from pathlib import Path

from kodeverk.bench.material import Material, make
from kodeverk.codebook import save_new
from kodeverk.corpus.draft import Draft, DraftTurn, Outcome
from kodeverk.model import Codebook, Span
from kodeverk.project import Project

FIRST, SECOND = "alfa", "beta"


def build(root: Path) -> None:
    """Make a study with two transcripts of 12 000 words and 1 000 codings each."""
    material = make()
    project = Project.create(root, name="Måling")
    try:
        project.codebook_path.unlink()
        save_new(project.codebook_path, Codebook(title="Måling", codes=material.codes))
    finally:
        project.close()
    project = Project.open(root)
    try:
        for name in (FIRST, SECOND):
            _add(project, root.parent / f"{name}.txt", name, material)
    finally:
        project.close()


def _add(project: Project, source: Path, name: str, material: Material) -> None:
    made = material.transcript
    turns = tuple(DraftTurn(made.text(turn.text), turn.speaker, turn.time) for turn in made.turns)
    draft = Draft(name, made.kind, made.language, turns, made.speakers, "txt")
    source.write_text(name + made.body, encoding="utf-8", newline="\n")
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    outcome = Outcome(source.name, "import", draft=draft, sha256=digest)
    transcript = project.add_transcript(outcome, source, id=name)
    for coding in material.codings:
        index = made.turn_index(coding.span.start)
        shift = transcript.turns[index].text.start - made.turns[index].text.start
        project.code(
            transcript.id, Span(coding.span.start + shift, coding.span.end + shift), coding.code
        )
