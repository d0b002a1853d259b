"""Findings as GitHub workflow commands, which show as annotations on a pull request.

    ::error file=docs/…/ITERATION.md,line=5,col=1,title=PP108 placeholder-left::message%0Ahint

The escapes are those of `@actions/core` (`command.ts`): `%`, CR and LF everywhere, `:` and `,` in properties too.
"""

from __future__ import annotations

from collections.abc import Iterator

from planproof.plan.check import CheckReport

__all__ = ["github_lines"]


def github_lines(report: CheckReport) -> Iterator[str]:
    """One workflow command a finding."""
    for finding in report.findings:
        place = finding.place
        message = f"{finding.message}\n{finding.hint}" if finding.hint else finding.message
        properties = {
            "file": place.path,
            "line": str(place.line),
            "col": str(place.column),
            "title": f"{finding.code} {finding.name}",
        }
        written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        yield f"::{finding.severity} {written}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
