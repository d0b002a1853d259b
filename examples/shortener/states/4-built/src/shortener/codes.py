"""Short codes: seven characters from the digest of an address: one address keeps one code."""

import hashlib

LENGTH = 7
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def short_code(url: str, attempt: int) -> str:
    """The code of an address; a higher attempt gives another one, for when the first is taken."""
    digest = hashlib.sha256(f"{attempt}:{url}".encode()).digest()
    number = int.from_bytes(digest, "big")
    code = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        code += ALPHABET[place]
    return code
