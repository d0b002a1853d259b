"""The canonical names of a plan's sections: which titles mean them, and which document should hold them.

A title is compared in lower case, without leading numbers, emoji and a bracketed remark, with `&` read as `and`,
`versus` as `vs`, and British spelling as American.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["DOCUMENT_KINDS", "REQUIRED_SECTIONS", "TITLES", "canonical_key"]

DOCUMENT_KINDS = ("TECH_DESIGN", "TEST_PLAN", "BACKLOGS", "ITERATION", "README")

TITLES: dict[str, tuple[str, ...]] = {
    "goal": ("working software goal", "iteration goal", "goal"),
    "user_stories": ("user stories",),
    "context": ("context from previous iterations", "context from earlier iterations", "context"),
    "standards": (
        "tech stack and embedded standards",
        "embedded standards",
        "tech stack",
        "standards",
    ),
    "integration": ("integration architecture",),
    "architecture": ("architecture diagrams", "architecture diagram", "architecture"),
    "interfaces": (
        "interfaces",
        "interface definitions",
        "complete interface definitions",
        "interface definition requirements",
    ),
    "memory_layouts": (
        "memory layouts",
        "memory layout",
        "memory layouts and data structures",
        "data structures",
    ),
    "thread_safety": (
        "thread safety",
        "thread safety and memory ordering",
        "memory ordering",
        "thread rules and memory ordering",
        "thread safety and memory ordering specs",
    ),
    "performance": ("performance targets", "performance requirements"),
    "coverage_map": ("test coverage map", "coverage map", "test coverage map and matrix"),
    "test_matrix": ("test matrix",),
    "test_cases": ("behavioral test cases", "test cases"),
    "unit_tests": ("unit tests",),
    "integration_tests": ("integration tests", "module integration tests"),
    "system_tests": ("system tests", "system integration tests"),
    "benchmarks": ("performance benchmarks", "benchmarks"),
    "acceptance": ("acceptance criteria",),
    "tasks": ("tasks", "implementation tasks", "prioritized implementation tasks"),
    "testing_tasks": ("testing tasks", "testing tasks with estimates"),
    "dependencies": ("dependencies",),
    "risks": ("risks", "dependencies and risks", "risks and dependencies"),
    "task_types": ("task type definitions",),
    "progress": ("progress tracking", "status"),
    "quality_gates": ("quality gates",),
    "demo": ("success demo",),
    "assumptions": ("what this iteration validates", "assumptions"),
    "out_of_scope": ("not in this iteration", "out of scope"),
    "decisions": (
        "build vs reuse",
        "build vs reuse decisions",
        "build or reuse decisions",
        "build or reuse",
    ),
    "checklist": ("planning checklist",),
    "template_instructions": ("template instructions",),
}

# Sections that a document of that kind must have; what a three-document plan needs beyond one document's own share
# (goal, demo, …) stands where a reader would look for it.
REQUIRED_SECTIONS: dict[str, tuple[str, ...]] = {
    "TECH_DESIGN": (
        "goal",
        "context",
        "standards",
        "integration",
        "architecture",
        "interfaces",
        "memory_layouts",
        "thread_safety",
        "performance",
        "decisions",
        "assumptions",
        "out_of_scope",
    ),
    "TEST_PLAN": (
        "coverage_map",
        "test_matrix",
        "test_cases",
        "benchmarks",
        "user_stories",
        "acceptance",
    ),
    "BACKLOGS": ("tasks", "testing_tasks", "risks", "quality_gates", "progress", "demo", "checklist"),
    "ITERATION": (
        "goal",
        "context",
        "standards",
        "integration",
        "tasks",
        "progress",
        "quality_gates",
        "demo",
        "assumptions",
        "out_of_scope",
    ),
    "README": (),
}

_LEAD = re.compile(r"^[^A-Za-z]+")
_REMARK = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_KEY_OF_TITLE = {title: key for key, titles in TITLES.items() for title in titles}


@lru_cache(maxsize=4096)
def canonical_key(title: str) -> str:
    """The canonical key of a heading, `""` when it is none of ours: `"3. Tech Stack & Embedded Standards"` gives `standards`."""
    plain = _REMARK.sub("", _LEAD.sub("", title)).lower().replace("&", "and").rstrip(" :.")
    plain = plain.replace("versus", "vs").replace("behavioural", "behavioral").replace("prioritised", "prioritized")
    return _KEY_OF_TITLE.get(" ".join(plain.split()), "")
