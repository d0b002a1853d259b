"""JUnit XML, as pytest, GoogleTest, meson and ctest write it: `testcase` elements in `testsuite` elements, at any depth.

    <testcase classname="Registry" name="claim__full__then_refused" time="0.01">   no child: passed
      <failure message="…" type="…">text</failure>   failed          <error …>   error
      <skipped message="…"/>   skipped                status="notrun", "disabled"   skipped

There is no standard; what each tool does differently stands beside the line that handles it.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from planproof.proof.results.guard import UnreadableResult, number, parse_xml
from planproof.proof.results.model import TestCaseResult, TestStatus

__all__ = ["parse_junit"]

_LONGEST_TEXT = 20_000


def parse_junit(data: bytes) -> list[TestCaseResult]:
    """The tests of a JUnit XML document, in its order.

    Raises:
        UnreadableResult: no XML, unsafe, cut off, or its root is neither `testsuites` nor `testsuite`.
    """
    root = parse_xml(data)
    if root.tag not in ("testsuites", "testsuite"):
        raise UnreadableResult("wrong-format", f"the XML is no JUnit: its root is <{root.tag[:60]}>")
    return [_case(element) for element in root.iter("testcase")]


def _case(element: Element) -> TestCaseResult:
    name = element.get("name", "")
    class_name = element.get("classname", "")
    status, children = _status(element)
    return TestCaseResult(
        name=name,
        # ctest repeats the name as class name.
        class_name="" if class_name == name else class_name,
        file=element.get("file", ""),
        status=status,
        message="\n".join(filter(None, (child.get("message", "") for child in children))) or _reason(children),
        kind=next((child.get("type", "") for child in children if child.get("type")), "") or _tap_kind(name, status),
        text="\n".join(filter(None, ((child.text or "").strip() for child in children)))[:_LONGEST_TEXT],
        output=_output(element)[:_LONGEST_TEXT],
        duration_s=number(element.get("time", "0")),
    )


def _status(element: Element) -> tuple[TestStatus, list[Element]]:
    """Status and the children it comes from. A test that failed and then had an error in its teardown is an error."""
    for tag, status in (("error", TestStatus.ERROR), ("failure", TestStatus.FAILED), ("skipped", TestStatus.SKIPPED)):
        children = element.findall(tag)
        if children:
            # ctest marks a program that it can't find as skipped; nothing was left out on purpose there.
            lost = any("Unable to find executable" in child.get("message", "") for child in children)
            return (TestStatus.ERROR if lost else status), [*children, *_others(element, tag)]
    told = element.get("status", "run").lower()
    result = element.get("result", "").lower()
    if told in ("notrun", "disabled", "skipped") or result in ("suppressed", "skipped"):
        return TestStatus.SKIPPED, []
    # ctest: `fail` and an empty failure element; a tool that leaves the element out must not pass.
    return (TestStatus.FAILED if told in ("fail", "failed", "error") else TestStatus.PASSED), []


def _tap_kind(name: str, status: TestStatus) -> str:
    """meson reports each line of a TAP program as a test named `2 - release`, with nothing in its failure."""
    return "not ok" if status is TestStatus.FAILED and re.match(r"\d+ - ", name) else ""


def _others(element: Element, tag: str) -> list[Element]:
    return [child for child in element if child.tag in ("error", "failure") and child.tag != tag]


def _reason(children: list[Element]) -> str:
    """First line of the text where a tool writes no message (meson)."""
    return next(((child.text or "").strip().split("\n")[0] for child in children if (child.text or "").strip()), "")


def _output(element: Element) -> str:
    parts = [child.text or "" for child in element if child.tag in ("system-out", "system-err")]
    return "\n".join(part.strip() for part in parts if part.strip())
