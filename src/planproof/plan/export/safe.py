"""Documents as sources for another renderer, with nothing in them that it would run.

<script>, <img onerror=…>     shown as text: `<` becomes `&lt;`, outside of code
<!-- … -->                    left out
```{raw} html, {eval-rst}`…`  MyST would run these: the braces go
"""

from __future__ import annotations

import re

from planproof.plan.document import Document
from planproof.plan.outline import outline_of

__all__ = ["safe_source"]

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!(?:https?|mailto):[^\s<>]*>)")
_DIRECTIVE = re.compile(r"^([ \t>]*(?:`{3,}|~{3,}|:{3,})[ \t]*)\{([^}\n]*)\}", re.MULTILINE)
_ROLE = re.compile(r"\{([\w:.+-]+)\}(?=`)")


def safe_source(document: Document) -> str:
    """The text of a document with raw HTML, comments and directives of MyST made harmless; code blocks stay as they are."""
    outline = outline_of(document)
    text = document.text

    def outside_code(offset: int) -> bool:
        return outline.code_at(offset) is None and not outline.in_ticks(offset)

    cuts = [match.span() for match in _COMMENT.finditer(text) if outside_code(match.start())]
    marks = {match.start() for match in _TAG.finditer(text) if outside_code(match.start())}
    pieces: list[str] = []
    position = 0
    for start, end in [*cuts, (len(text), len(text))]:
        if start < position:
            continue
        pieces += ["&lt;" if offset in marks else text[offset] for offset in range(position, start)]
        position = end
    return _ROLE.sub(r"{ \1}", _DIRECTIVE.sub(r"\1\2", "".join(pieces)))
