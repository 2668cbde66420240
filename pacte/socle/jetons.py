"""Secrets carried by a mail or an address: drawn at random, kept only as a hash (S13)."""

import hashlib
import secrets

OCTETS = 32


def tirer_jeton() -> str:
    """Return a new secret of 256 bits, fit for an address."""
    return secrets.token_urlsafe(OCTETS)


def empreinte_du_jeton(jeton: str) -> str:
    """Return the SHA-256 of a secret, in hexadecimal: what the database keeps of it."""
    return hashlib.sha256(jeton.encode()).hexdigest()
