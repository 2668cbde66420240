"""The pages of governance, by noun."""
