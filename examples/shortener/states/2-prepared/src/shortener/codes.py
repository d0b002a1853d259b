"""Short codes: seven characters from the digest of an address: one address keeps one code."""

LENGTH = 7
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def short_code(url: str, attempt: int) -> str:
    """The code of an address; a higher attempt gives another one, for when the first is taken."""
    raise NotImplementedError
