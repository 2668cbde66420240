"""The pages of the agreement, by noun."""
