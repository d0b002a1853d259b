"""One HTML page that holds everything: no script, no network, raw HTML of the documents shown as text.

Diagrams stay as their Mermaid source in `<pre class="mermaid">`: drawing them takes a library larger than all plans together. A
page that loads Mermaid around this one draws them.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from planproof.plan.export.model import ExportFile, Subject
from planproof.plan.export.page import status_page

__all__ = ["export_html"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
body { color: #1b1f24; background: #fff }
pre { background: #f4f5f7; padding: .8rem; overflow-x: auto } code { font-family: ui-monospace, monospace; font-size: .9em }
table { border-collapse: collapse }
th, td { border: 1px solid #c8ccd2; padding: .3rem .6rem; text-align: left; vertical-align: top; min-width: 4rem }
td:first-child { overflow-wrap: break-word }
section { border-top: 3px solid #c8ccd2; margin-top: 2rem } nav li { margin: .2rem 0 }
@media (prefers-color-scheme: dark) { body { color: #e6e8eb; background: #16191d } pre { background: #22262c } }
"""


def export_html(subject: Subject) -> list[ExportFile]:
    """One file."""
    renderer = _renderer()
    links: list[str] = []
    parts: list[str] = []
    for plan in subject.plans:
        for number, document in enumerate(plan.documents):
            anchor = f"{plan.id or 'plan'}-{number}"
            name = document.path.rpartition("/")[2]
            links.append(f'<li><a href="#{escape(anchor)}">{escape(f"{plan.id} {name}")}</a></li>')
            body = renderer.render(document.text)
            parts.append(
                f'<section id="{escape(anchor)}"><p><small>{escape(document.path)}</small></p>\n{body}</section>'
            )
    title = escape(f"{subject.id} {subject.title}".strip())
    head = [
        "<!doctype html>",
        '<html lang="en">',
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{_STYLE}</style></head>",
    ]
    body = [renderer.render(status_page(subject)), f"<nav><ul>{''.join(links)}</ul></nav>", *parts]
    return [ExportFile("", "\n".join([*head, "<body>", *body, "</body></html>"]) + "\n")]


def _renderer() -> MarkdownIt:
    """Markdown to HTML with tables and without raw HTML; Mermaid keeps its source."""
    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    renderer.add_render_rule("fence", _fence)
    return renderer


def _fence(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    language = token.info.split()[0] if token.info.split() else ""
    if language == "mermaid":
        return f'<pre class="mermaid">{escape(token.content)}</pre>\n'
    kind = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{kind}>{escape(token.content)}</code></pre>\n"
