"""Measurements to run by hand: they look at clocks, so they are no tests."""
