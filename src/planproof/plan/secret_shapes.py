"""Finds secrets in text by the shapes that their issuers gave them, and passwords in URLs.

Only shapes that can hardly be anything else, so that a finding is worth looking at. What is plainly a dummy (`EXAMPLE`, `xxxx`,
a variable, a password such as `test` or one for this machine) isn't reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import msgspec

from planproof.plan.late_pattern import late_pattern

__all__ = ["Secret", "find_secrets", "may_hold_secret"]


def _set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# Shapes as their issuers document them.
_SHAPES = {
    "GitHub token": r"gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,}",
    "GitLab token": r"glpat-[A-Za-z0-9_-]{20,}",
    "AWS access key": r"(?:AKIA|ASIA)[A-Z0-9]{16}",
    "Google API key": r"AIza[A-Za-z0-9_-]{35}",
    "Slack token": r"xox[abeoprs]-[A-Za-z0-9-]{10,}",
    "Stripe key": r"[sr]k_live_[A-Za-z0-9]{16,}",
    "npm token": r"npm_[A-Za-z0-9]{36}",
    "PyPI token": r"pypi-AgE[A-Za-z0-9_-]{50,}",
    "API key": r"sk-(?:ant-|proj-|or-)?[A-Za-z0-9_-]{20,}",
    "Hugging Face token": r"hf_[A-Za-z0-9]{30,}",
    "SendGrid key": r"SG\.[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}",
    "JSON web token": r"eyJ[A-Za-z0-9_-]{10,500}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,}",
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
}
# Patterns as text: they are compiled when a quick look found something, which is hardly ever.
_SHAPE = "|".join(rf"(?P<K{number}>(?<![A-Za-z0-9])(?:{shape}))" for number, shape in enumerate(_SHAPES.values()))
_URL = r"\b[a-z][a-z0-9+.-]{0,20}://(?P<user>[^\s:/@'\"]*):(?P<password>[^\s:/@'\"]+)@(?P<host>[^\s:/@'\"?]+)"
# What every shape begins with or holds: plain searches first, since a pattern would be tried at each character of a plan.
_STARTS = tuple("gh|glpat-|AKIA|ASIA|AIza|xox|k_live_|npm_|pypi-|sk-|hf_|SG.|eyJ|PRIVATE|://".split("|"))
_QUICK = late_pattern(
    r"gh[pousr]_|github_pat_|glpat-|AKIA|ASIA|AIza|xox|[sr]k_live_|npm_|pypi-AgE|sk-|hf_|SG\.|eyJ|PRIVATE KEY|://[^\s/@:]*:[^\s/@]*@"
)
_MOST = 20
_DUMMY = r"(?i:example|dummy|fake|your|placeholder|redacted|xxx|\*\*|\.\.\.|1234567|abcdef)"
_HERE = (
    r"localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?|[a-z0-9_-]+"
    r"|.*\.(?:example|test|invalid|localhost|local|internal)|(?:.*\.)?example\.\w+"
)
_COMMON = _set(
    "password passwd pass pw secret changeme change-me test testing postgres postgresql mysql root admin user dev guest"
)


class Secret(msgspec.Struct, frozen=True):
    """What looks like a secret: its kind, where it begins (offset in the text), and a form of it that may be shown."""

    kind: str
    offset: int
    shown: str


def may_hold_secret(text: str) -> bool:
    """A quick look: False means that `find_secrets` finds nothing."""
    return any(start in text for start in _STARTS) and _QUICK.search(text) is not None


def find_secrets(text: str) -> Iterator[Secret]:
    """At most twenty tokens and twenty passwords of a text, in order of their kinds: tokens first."""
    if not may_hold_secret(text):
        return
    kinds = list(_SHAPES)
    for match in islice(re.finditer(_SHAPE, text), _MOST):
        value = match.group()
        random = len(set(value)) >= 10 and re.search(r"\d", value)
        if value.startswith("-----") or (random and not re.search(_DUMMY, value)):
            yield Secret(kinds[int((match.lastgroup or "K0")[1:])], match.start(), f"{value[:4]}…")
    for match in islice(re.finditer(_URL, text), _MOST):
        if not _harmless(match["user"], match["password"], match["host"]):
            yield Secret("password in a URL", match.start("password"), f"{match['user']}:…@{match['host']}")


def _harmless(user: str, password: str, host: str) -> bool:
    """A variable, a dummy, a common default, or the password of a service on this machine or in this compose file."""
    calculated = password[0] in "$<{%[" or bool(re.search(_DUMMY, password))
    return calculated or password == user or password.lower() in _COMMON or bool(re.fullmatch(_HERE, host))
