"""The tables of the lists: three main facts each on a phone."""
