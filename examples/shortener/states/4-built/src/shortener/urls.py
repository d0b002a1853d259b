"""Which addresses may be shortened."""

from urllib.parse import urlsplit

LONGEST = 2048  # characters; browsers and proxies agree on about this much


class RefusedUrlError(ValueError):
    """The address can't be shortened; the message says why."""


def checked_url(url: str) -> str:
    """The address as given, when it is absolute http or https with a host and at most 2048 long.

    Raises:
        RefusedUrlError: it isn't.
    """
    if len(url) > LONGEST:
        raise RefusedUrlError(f"the address has {len(url)} characters, at most {LONGEST} are taken")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise RefusedUrlError(f"the address can't be read: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RefusedUrlError("an address starts with http:// or https:// and names a host")
    return url
