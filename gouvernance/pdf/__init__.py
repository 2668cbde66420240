"""The documents of governance."""
