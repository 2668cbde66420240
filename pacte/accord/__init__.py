"""The agreement: organisations, people and their dated functions, accounts, and the pact itself."""
