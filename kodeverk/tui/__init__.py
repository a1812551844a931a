"""The screen. Import it only after ``i18n.activate``: key descriptions are fixed at import."""
