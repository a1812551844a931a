"""The report that comes back from Word: what became of its quotes, and how it is made new."""
