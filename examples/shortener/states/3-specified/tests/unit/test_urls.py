"""Which addresses are taken."""

import pytest

from shortener.urls import LONGEST, RefusedUrlError, checked_url


def test_checked_url__https_address__then_returned_unchanged() -> None:
    url = "https://example.org/a?b=c#d"
    assert checked_url(url) == url


@pytest.mark.parametrize(
    "url",
    ["", "example.org", "ftp://example.org", "https://", "javascript:alert(1)", "http://[::1"],
)
def test_checked_url__no_scheme_or_host__then_refused(url: str) -> None:
    with pytest.raises(RefusedUrlError):
        checked_url(url)


def test_checked_url__over_2048_characters__then_refused() -> None:
    longest = "https://example.org/".ljust(LONGEST, "a")
    assert checked_url(longest) == longest
    with pytest.raises(RefusedUrlError, match="2049"):
        checked_url(longest + "a")
