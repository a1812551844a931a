"""Files for people outside Kodeverk: Word."""
