"""The demonstration: a fictitious city, four years of activity that end on a given day."""
