"""What the service offers to its endpoints: links, whatever they are kept in."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Link:
    """One short link and how often it was followed."""

    code: str
    url: str
    hits: int


class CodesExhaustedError(Exception):
    """Every code that an address could have is taken by other addresses."""


class Links(Protocol):
    """The links that the service keeps."""

    async def shorten(self, url: str) -> Link:
        """The link of an address, made when there is none yet."""
        ...

    async def follow(self, code: str) -> str | None:
        """The address behind a code, one hit counted; None when there is no such code."""
        ...

    async def stats(self, code: str) -> Link | None:
        """The link as it stands, no hit counted; None when there is no such code."""
        ...
