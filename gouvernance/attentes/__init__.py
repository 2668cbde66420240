"""What governance asks of the acting function, by noun: `gouvernance.a_faire` gathers it."""
