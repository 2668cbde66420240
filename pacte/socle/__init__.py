"""The floor of the house: money, dates, rights, workflow tables. Imports Django only."""
