"""A signed convention comes back as a scan: its codes, the reading, what is to confirm."""
