"""Transcripts as text files: the canonical form in and out, and the importers that make it."""
