"""The centres: their agréments and what each partner should know of them."""
