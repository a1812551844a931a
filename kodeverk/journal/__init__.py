"""The journals: one append-only file per coder and machine, and what they add up to."""
