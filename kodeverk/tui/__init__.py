"""The screen. Import it only after ``i18n.activate``: key descriptions are fixed at import."""

import gc
import os

# Textual reads this once, when it is imported: at 60 frames a second a key waits up to 16 ms.
os.environ.setdefault("TEXTUAL_FPS", "120")
# A full collection takes 40 to 130 ms, and start-up alone would cause several.
gc.set_threshold(50_000, 20, 100)
