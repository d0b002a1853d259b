"""The canonical names of a plan's sections: which titles mean them, and which document should hold them.

A title is compared in lower case, without leading numbers, emoji and a bracketed remark, with `&` read as `and`,
`versus` as `vs`, and British spelling as American. A title that isn't known as it stands is looked up again without the word
that says what kind of text it heads: `Memory Ordering Specifications` is `Memory Ordering`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from planproof.plan.late_pattern import late_pattern

__all__ = ["DOCUMENT_KINDS", "REQUIRED_SECTIONS", "TITLES", "canonical_key", "comes_near", "sounds_like"]

DOCUMENT_KINDS = ("TECH_DESIGN", "TEST_PLAN", "BACKLOGS", "ITERATION", "README")

TITLES: dict[str, tuple[str, ...]] = {
    "goal": ("working software goal", "iteration goal", "goal", "goals", "objective", "objectives"),
    "user_stories": ("user stories",),
    "context": (
        "context from previous iterations",
        "context from earlier iterations",
        "context",
        "context and motivation",
    ),
    "standards": (
        "tech stack and embedded standards",
        "embedded standards",
        "tech stack",
        "technology stack",
        "stack",
        "standards",
    ),
    "integration": ("integration architecture", "integration points"),
    "architecture": ("architecture diagrams", "architecture diagram", "architecture", "system architecture"),
    "interfaces": (
        "interfaces",
        "interface definitions",
        "complete interface definitions",
        "interface definition requirements",
        "interface design",
        "public interfaces",
        "api design",
        "public api",
    ),
    "memory_layouts": (
        "memory layouts",
        "memory layout",
        "memory layouts and data structures",
        "memory model and layout",
        "data structures",
    ),
    "thread_safety": (
        "thread safety",
        "thread safety and memory ordering",
        "memory ordering",
        "thread rules and memory ordering",
        "thread safety and synchronization",
        "threading model",
        "concurrency",
        "concurrency model",
    ),
    "performance": ("performance targets", "performance requirements", "performance goals"),
    "coverage_map": ("test coverage map", "coverage map", "test coverage map and matrix"),
    "test_matrix": ("test matrix",),
    "test_cases": (
        "behavioral test cases",
        "test cases",
        "testcases",
        "cases",
        "functional test cases",
        "functional testcases",
    ),
    "unit_tests": ("unit tests",),
    "integration_tests": ("integration tests", "module integration tests"),
    "system_tests": ("system tests", "system integration tests"),
    "benchmarks": ("performance benchmarks", "benchmarks", "performance tests"),
    "acceptance": ("acceptance criteria", "acceptance", "success criteria"),
    "tasks": (
        "tasks",
        "implementation tasks",
        "prioritized implementation tasks",
        "prioritized tasks",
        "prioritized task list",
        "task list",
        "task breakdown",
        "task backlog",
    ),
    "testing_tasks": ("testing tasks", "testing tasks with estimates"),
    "dependencies": ("dependencies",),
    "risks": (
        "risks",
        "dependencies and risks",
        "risks and dependencies",
        "risk mitigation",
        "risk register",
        "risk assessment",
        "risk management",
        "risks and mitigation",
        "risks and mitigations",
    ),
    "task_types": ("task type definitions",),
    "progress": ("progress tracking", "progress", "status", "current status"),
    "quality_gates": ("quality gates", "definition of done"),
    "demo": ("success demo",),
    "assumptions": ("what this iteration validates", "assumptions"),
    "out_of_scope": (
        "not in this iteration",
        "out of scope",
        "out-of-scope",
        "out of scope items",
        "non-goals",
        "not in scope",
    ),
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

_HYPHENS = str.maketrans("\u2010\u2011", "--")
_LEAD = late_pattern(r"^[^A-Za-z]+")
_KINDS_OF_TEXT = (" specification", " specifications", " specs", " overview", " details", " checklist", " requirements")
_REMARK = late_pattern(r"\s*[(\[][^)\]]*[)\]]\s*$")
# Words by which a reader would know the section under a title that isn't ours; None of them is read as that section.
_SOUND = {
    "goal": r"goals?|objectives?",
    "context": r"context|background",
    "standards": r"stack|standards",
    "integration": r"integration(?= \w)(?! tests?)",
    "architecture": r"architecture",
    "interfaces": r"apis?|interfaces?",
    "memory_layouts": r"memory|layouts?|data structures",
    "thread_safety": r"thread(?:ing|s)?|concurrency|synchroni[sz]ation|memory ordering",
    "performance": r"performance(?! tests?)",
    "coverage_map": r"coverage",
    "test_matrix": r"matrix",
    "test_cases": r"tests?|test ?cases?|scenarios",
    "benchmarks": r"benchmarks?|performance|load tests?",
    "user_stories": r"stor(?:y|ies)|use cases?",
    "acceptance": r"acceptance|(?:success|exit|pass) criteria",
    "tasks": r"tasks?|backlog|work items",
    "testing_tasks": r"test(?:ing)? tasks?|testing",
    "risks": r"risks?",
    "quality_gates": r"quality|definition of done|completion criteria",
    "progress": r"progress|status",
    "demo": r"demos?|demonstration",
    "assumptions": r"assumptions?|hypothes[ei]s|validates",
    "out_of_scope": r"scope|non-?goals?|exclusions",
    "decisions": r"decisions?|build vs|alternatives",
    "checklist": r"plan(?:ning)? checklist",
}
# Words of a title under which the section's part may stand, whatever the title is; where one occurs, nothing is called missing.
_NEAR = {
    "goal": r"goals?|objectives?|purpose|aims?|mission|vision|outcomes?|summary|overview",
    "context": (
        r"context|prerequisites?|preconditions?|already|background|motivation|overview|introduction|current|existing|previous|prior|baseline|"
        r"problem|why"
    ),
    "standards": (
        r"stack|standards?|technolog\w+|conventions?|tooling|tools?|languages?|frameworks?|libraries|packages|"
        r"runtime"
    ),
    "integration": (
        r"integrat\w+(?! tests?)|data ?flow|connect\w*|dependenc\w+|interactions?|interfaces? with|"
        r"services?"
    ),
    "architecture": r"architectur\w*|diagrams?|components?|structure|modules?|system design|overview",
    "interfaces": (
        r"apis?|interfaces?|contracts?|signatures?|endpoints?|protocols?|routes?|commands?|cli|schemas?|"
        r"messages?"
    ),
    "memory_layouts": (
        r"memory|layouts?|data (?:structures?|models?|types?|formats?)|structs?|schemas?|models?|database|"
        r"types|tables?"
    ),
    "thread_safety": (
        r"thread\w*|concurren\w+|synchroni[sz]\w+|lock\w*|rac(?:es?|y)|parallel\w*|async\w*|memory order\w*|"
        r"atomic\w*|workers?"
    ),
    "performance": (
        r"performan\w+|latenc\w+|throughput|targets?|budgets?|benchmarks?|speed|slos?|non-?functional\b.*|"
        r"scalab\w+"
    ),
    "coverage_map": r"coverage|traceab\w+|mapping|covers?",
    "test_matrix": (
        r"matrix|levels?|test (?:types?|suites?|strateg\w+|runs?|commands?|scope|approach|pyramid)|"
        r"(?:running|running the) tests?|how to run|strategy"
    ),
    "test_cases": r"tests?|testing|(?:test)?cases?|scenarios?|checks?",
    "benchmarks": r"benchmark\w*|performan\w+|load|stress|latenc\w+|throughput|speed",
    "user_stories": r"stor(?:y|ies)|use ?cases?|users?|personas?|journeys?|flows?|acceptance",
    "acceptance": r"accept\w*|criteri\w+|success|done|sign-?off|pass|exit|expected|definition",
    "tasks": (
        r"tasks?\d*|[a-z]{1,8}-\d{1,4}|backlogs?|work|steps?|phases?|to-?dos?|implementation|milestones?|deliverables?|stages?|"
        r"features?|items?|sprints?"
    ),
    "testing_tasks": r"tests?|testing|qa|verif\w+|validat\w+|quality",
    "risks": r"risks?|mitigat\w*|pitfalls?|unknowns?|concerns?|blockers?|issues|limitations?|challenges?|response",
    "quality_gates": (
        r"quality|gates?|done|criteri\w+|checks?|standards?|lint\w*|ci|acceptance|definition|verification|"
        r"validation"
    ),
    "progress": (
        r"progress|status|state|tracking|tracker|complet\w+|changelog|log|history|done|timeline|schedule|"
        r"milestones?"
    ),
    "demo": r"demos?|demonstrat\w*|walk-?through|try|showcase|usage|examples?|quick ?start|verif\w+|acceptance",
    "assumptions": r"assum\w+|hypothes\w+|validates?|validated|learn\w*|questions?|experiments?|unknowns?|constraints?",
    "out_of_scope": (
        r"scope|non-?\s?goals?|exclu\w+|deferred|defer|future|later|not (?:included|in|now|doing|covered)|"
        r"stretch|won't|limitations?|next|v2"
    ),
    "decisions": (
        r"decisions?|decided|alternatives?|trade-?\s?offs?|rationale|build vs|build or|re-?use|choices?|"
        r"options?|why|adr\w*|selection"
    ),
    "checklist": r"check-?\s?lists?|ready|readiness|review|sign-?off",
}
_KEY_OF_TITLE = {title: key for key, titles in TITLES.items() for title in titles}
_BEGINNINGS = frozenset([title[:2] for title in _KEY_OF_TITLE])  # two letters, which nothing below replaces or makes


@lru_cache(maxsize=4096)
def canonical_key(title: str) -> str:
    """The canonical key of a heading, `""` when it is none of ours: `"3. Tech Stack & Embedded Standards"` gives `standards`."""
    lead = _LEAD.match(title)
    plain = title[lead.end() :] if lead else title
    if plain[:2].lower() not in _BEGINNINGS:  # as the titles of tasks and standards
        return ""
    if plain.rstrip().endswith((")", "]")):  # looking for a remark takes longer than all the rest
        plain = _REMARK.sub("", plain)
    plain = plain.translate(_HYPHENS).lower().replace("&", "and").rstrip(" :.")
    plain = plain.replace("versus", "vs").replace("behavioural", "behavioral").replace("prioritised", "prioritized")
    plain = " ".join(plain.split())
    key = _KEY_OF_TITLE.get(plain)
    if not key and plain.endswith(_KINDS_OF_TEXT):
        key = _KEY_OF_TITLE.get(plain.rpartition(" ")[0])
    return key or ""


def sounds_like(key: str, title: str) -> bool:
    """Whether a person would look for the section `key` under that title, though it isn't read as one.

    A short title counts that begins or ends with a word for the section: `Task Summary`, `Subsystem Architecture`.
    """
    return bool(_sound_of(key).fullmatch(title)) if key in _SOUND else False


@lru_cache(maxsize=64)
def _sound_of(key: str) -> re.Pattern[str]:
    words = _SOUND[key]
    return re.compile(
        rf"[^A-Za-z]*(?:(?:{words})(?: (?:(?:&|and) )?\w+)?|(?:[\w&-]+ ){{1,3}}(?:{words}))\s*", re.IGNORECASE
    )


def comes_near(key: str, titles: str) -> bool:
    """Whether one of the titles (a line each) has a word for the section `key`, so that its part may stand there."""
    return bool(_near_of(key).search(titles)) if key in _NEAR else False


@lru_cache(maxsize=64)
def _near_of(key: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_NEAR[key]})\b", re.IGNORECASE)
