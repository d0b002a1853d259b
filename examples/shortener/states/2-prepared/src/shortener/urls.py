"""Which addresses may be shortened."""

LONGEST = 2048  # characters; browsers and proxies agree on about this much


class RefusedUrlError(ValueError):
    """The address can't be shortened; the message says why."""


def checked_url(url: str) -> str:
    """The address as given, when it is absolute http or https with a host and at most 2048 long.

    Raises:
        RefusedUrlError: it isn't.
    """
    raise NotImplementedError
