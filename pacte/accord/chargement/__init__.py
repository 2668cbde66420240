"""Loading a pact's file: read, check key by key, check as a whole, write in one transaction."""
