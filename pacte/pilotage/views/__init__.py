"""Pages of the ceiling, by subject."""
