"""What each part of subsidies waits for: read by the home page, one query each."""
