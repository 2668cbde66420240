"""The pages of subsidies, by noun."""
