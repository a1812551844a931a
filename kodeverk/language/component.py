"""The spaCy component that sets sentences by our rules. Importing this module loads spaCy."""

from bisect import bisect_right

from spacy.language import Language
from spacy.tokens import Doc

from kodeverk.language.splitting import sentences

NAME = "kodeverk_sentences"


@Language.factory(NAME, assigns=["token.is_sent_start", "doc.sents"], default_config={"tongue": ""})
def make(nlp: Language, name: str, tongue: str) -> "Sentences":
    """Return the component for a pipeline; ``tongue`` where it is not the pipeline's language."""
    return Sentences(tongue or str(nlp.lang))


class Sentences:
    """Sets where sentences begin; what comes after it in a pipeline keeps to that."""

    def __init__(self, tongue: str) -> None:
        self.tongue = tongue

    def __call__(self, doc: Doc) -> Doc:
        """Return ``doc`` with every token marked as beginning a sentence or not."""
        offsets = [token.idx for token in doc]
        spans = sentences(doc.text, self.tongue)
        # White space before the first sentence and after the others belongs to what is there.
        first = {0, *(bisect_right(offsets, span.start) - 1 for span in spans[1:])}
        for token in doc:
            token.is_sent_start = token.i in first
        return doc
