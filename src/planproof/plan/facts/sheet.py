"""What every reader writes on: the facts of one file, each with its line, none with a secret in it."""

from __future__ import annotations

from planproof.errors import PlanproofError
from planproof.plan.document import Place
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.late_pattern import late_pattern
from planproof.plan.secret_shapes import find_secrets

__all__ = ["SIZE_MAX", "Sheet", "is_secret_name", "text_of", "without_secrets"]

SIZE_MAX = 2_000_000  # bytes; nobody writes a larger file of these kinds by hand
_FACTS_MAX = 20_000  # of one file; a lock file of a large project has two thousand
_VALUE_MAX = 2_000  # characters; a value is shown in plans and briefs, not executed
_PASSWORD = late_pattern(r"(?P<before>\b[a-zA-Z][a-zA-Z0-9+.-]{0,20}://[^\s:/@'\"]*):[^\s@'\"]+@")
_SECRET_NAME = late_pattern(
    r"(?i)secret|passw(?:or)?d|passphrase|token|api_?key|private_?key|access_?key|credential|(?:^|_)(?:pwd|pass|salt|key)$"
)


class Sheet:
    """Collects the facts of one file.

    Args:
        path: file, relative to the project's root.
        digest: SHA-256 of its bytes, in hex.
    """

    def __init__(self, path: str, digest: str) -> None:
        self.path = path
        self._facts: list[Fact] = []
        self._digest = digest

    @property
    def facts(self) -> list[Fact]:
        """What was written, in order of lines."""
        return sorted(self._facts, key=lambda fact: fact.place.line)

    def add(self, kind: FactKind, name: str, value: str = "", line: int = 1, **extra: str) -> None:
        """Writes one fact down, secrets left out of its value and of `extra`; a fact without a name is none.

        Raises:
            PlanproofError: the file gives more facts than a file that people write.
        """
        if len(self._facts) >= _FACTS_MAX:
            raise PlanproofError(f"gives more than {_FACTS_MAX} facts: not read", place=f"{self.path}:{line}")
        name = " ".join(name.split())
        if name:
            known = tuple((key, without_secrets(text)) for key, text in extra.items() if text)
            self._facts.append(
                Fact(
                    kind, name, without_secrets(value.strip())[:_VALUE_MAX], Place(self.path, line), self._digest, known
                )
            )


def text_of(path: str, source: bytes, size_max: int = SIZE_MAX) -> str:
    """The bytes of a file as text with `\\n` between lines; what isn't UTF-8 becomes U+FFFD, a byte order mark is left out.

    Raises:
        PlanproofError: it is larger than `size_max` bytes, or no text.
    """
    if len(source) > size_max:
        raise PlanproofError(f"has {len(source)} bytes, more than {size_max}: not read", place=path)
    if b"\0" in source[:8192]:
        raise PlanproofError("is no text: not read", place=path)
    return source.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")


def is_secret_name(name: str) -> bool:
    """Whether the value of a variable of that name is likely to be a secret: `API_KEY`, `db_password`."""
    return _SECRET_NAME.search(name) is not None


def without_secrets(text: str) -> str:
    """The text with passwords in URLs as `…`; nothing but `…` when it holds a token."""
    text = _PASSWORD.sub(r"\g<before>:…@", text)
    return "…" if any(not secret.kind.startswith("password") for secret in find_secrets(text)) else text
