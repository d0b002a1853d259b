"""Regular expressions that are compiled at their first use.

A check imports every rule, and most trees of plans never get to the patterns behind a rule's quick look. Compiling all of
them would cost as much as importing the rules, and they would be compiled before the work is shared out among processes. So
every pattern that a check imports stands as a late one.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

__all__ = ["late_pattern"]


def late_pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern to call methods on, as `re.compile` gives it; the functions of `re` don't take it."""
    return cast("re.Pattern[AnyStr]", _Late(source, flags))


class _Late:
    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Asked for once a name: the answer stays, so that later calls cost what those of a pattern cost."""
        answer = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, answer)
        return answer
