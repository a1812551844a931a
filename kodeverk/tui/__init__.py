"""The screen. Import it only after ``i18n.activate``: key descriptions are fixed at import."""

import os

from kodeverk.tui.sweeping import hold_back

# Textual reads this once, when it is imported: at 60 frames a second a frame that follows close on
# another waits up to 16 ms, as the first ones of a start do.
os.environ.setdefault("TEXTUAL_FPS", "240")
hold_back()
