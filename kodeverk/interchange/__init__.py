"""Studies of other programs: read from their files, written for them, and what gets lost there."""
