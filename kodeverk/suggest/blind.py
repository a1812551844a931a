"""Which sentences are in the blind sample: no suggestion is shown there before the coder decides.

What coders do unaided in the sample tells whether suggestions steer them elsewhere.
"""

from hashlib import blake2b

from kodeverk.model import Span


def held_back(study_id: str, transcript: str, span: Span, share: float) -> bool:
    """Tell whether the sentence ``span`` is in the sample that holds ``share`` of all sentences.

    The same for all coders and on every machine. A larger share keeps what a smaller one held.
    """
    if share <= 0:
        return False
    text = f"{study_id}\n{transcript}\n{span.start}"
    number = int.from_bytes(blake2b(text.encode("utf-8"), digest_size=8).digest(), "big")
    return number < share * 2**64
