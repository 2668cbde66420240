"""What the pages say first, by noun: steps, what is expected, acts, history. It decides nothing."""
