"""Who did what, as whom, when and why: append-only."""
