"""The regions of a Markdown document that planproof writes itself, and a document without them.

    <!-- planproof:status -->
    | Stage | Verdict |        written from the ledger: no part of what was planned or proved
    <!-- /planproof:status -->

A region that is never closed is no region: nothing may hide behind a lone marker.
"""

from __future__ import annotations

__all__ = ["REGION_END", "REGION_START", "without_status_regions"]

REGION_START = b"<!-- planproof:status -->"
REGION_END = b"<!-- /planproof:status -->"


def without_status_regions(content: bytes) -> bytes:
    """The bytes of a document with what stands between each pair of markers taken out; the markers stay."""
    kept = []
    position = 0
    while (start := content.find(REGION_START, position)) >= 0:
        start += len(REGION_START)
        end = content.find(REGION_END, start)
        if end < 0:
            break
        kept.append(content[position:start])
        position = end
    kept.append(content[position:])
    return b"".join(kept)
