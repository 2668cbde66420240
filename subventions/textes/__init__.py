"""Texts and durations that a city edits in dated files, and what reads them."""
