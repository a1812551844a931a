"""The screen. Import it only after ``i18n.activate``: key descriptions are fixed at import."""

import os

from kodeverk.tui.sweeping import hold_back

# Textual reads this once, when it is imported: at 60 frames a second a key waits up to 16 ms.
os.environ.setdefault("TEXTUAL_FPS", "120")
hold_back()
