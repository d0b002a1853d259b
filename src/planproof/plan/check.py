"""The check engine: every rule over every plan, findings in order, silenced ones kept apart.

    plan ── rules ── a look: findings, allow remarks, what project rules must know ─┐
    plan ── …                                                                       ├─ project rules ── CheckReport
    READMEs, strays ── …                                                           ─┘

Rules run plan by plan, so that what several rules need of one document is computed once, and that a process which reads a plan
also looks at it and hands over the look alone: a plan is a hundred times as large. A selection (`only`) narrows what
plan and document rules see; project rules always know of every plan, since an id used twice shows only there, and their
findings are narrowed afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from planproof.config import CONFIG_NAME, Config
from planproof.errors import ConfigurationError, UsageError
from planproof.plan.allow import Allow, allows_of
from planproof.plan.desk import ProjectDesk
from planproof.plan.document import Document, Place
from planproof.plan.foreign.detect import known_places
from planproof.plan.foreign.model import ForeignPlan
from planproof.plan.ids import id_level, nearest_ids
from planproof.plan.model import Frame, Plan, Project
from planproof.plan.rule import Desk, EvidenceSource, Finding, Hit, Rule, Severity, documents_around, documents_of
from planproof.plan.rules import all_rules, nearest_codes
from planproof.plan.sharing import shared_out, shared_pieces
from planproof.plan.tree import UnreadPlan, find_plans, read_found, read_project

if TYPE_CHECKING:
    from planproof.plan.facts.read import Progress

__all__ = ["FINDINGS_MAX", "CheckReport", "Silenced", "check_project", "check_tree", "select_rules"]

_PLACEHOLDER_LEFT = "PP108"
_MARKUP = " `\"'*#|"  # what may stand between the beginning of a part and its first word
FINDINGS_MAX = 500  # of one rule in one plan or document; nobody reads more, and a hostile document holds 250,000


class Silenced(msgspec.Struct, frozen=True):
    """A finding that somebody allowed.

    Attributes:
        reason: as given in the remark or in `planproof.toml`; says so for a finding of the baseline.
        inline: True for a remark in the document, False for `[check] allow` and the baseline.
        baseline: True for a finding that the baseline holds.
    """

    finding: Finding
    reason: str
    inline: bool
    baseline: bool = False

    @property
    def by(self) -> str:
        """What silenced it: `remark`, `planproof.toml` or `baseline`."""
        return "baseline" if self.baseline else "remark" if self.inline else "planproof.toml"


class CheckReport(msgspec.Struct, frozen=True):
    """What one check found.

    Attributes:
        findings: sorted by path, line, column and code.
        silenced: what allow remarks and `planproof.toml` kept out of them, in the same order.
        rules: the rules that ran.
        rules_skipped: codes of the rules that need a compiler, when none was allowed.
        texts: the text of each document looked at, by path.
        plans_count: iterations looked at.
        foreign_count: plans of other tools looked at.
    """

    findings: tuple[Finding, ...]
    silenced: tuple[Silenced, ...]
    rules: tuple[Rule, ...]
    rules_skipped: tuple[str, ...]
    texts: dict[str, str]
    plans_count: int
    foreign_count: int = 0

    @property
    def errors_count(self) -> int:
        """Findings of error weight."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def warnings_count(self) -> int:
        """Findings of warning weight."""
        return len(self.findings) - self.errors_count


class _Scope(msgspec.Struct, frozen=True):
    """A folder or document, or some lines of a document, that was asked for."""

    path: str
    first_line: int = 1
    last_line: int = 1 << 60

    def holds_path(self, path: str) -> bool:
        return not self.path or path == self.path or path.startswith(f"{self.path}/")

    def holds(self, place: Place) -> bool:
        return self.holds_path(place.path) and self.first_line <= place.line <= self.last_line


def check_project(
    project: Project,
    config: Config,
    *,
    compilers: bool = True,
    only: Iterable[str] | None = None,
    codes: Collection[str] | None = None,
    processes: int = 1,
    evidence: EvidenceSource | None = None,
    progress: Progress | None = None,
) -> CheckReport:
    """Checks every plan of a project, or those asked for. Runs no command of any plan.

    Args:
        project: as `plan.tree.read_project` gives it.
        config: its `planproof.toml`; `[check] allow` is obeyed.
        compilers: False leaves out the rules that ask a compiler.
        only: ids (milestone, epic, iteration or task) and paths relative to the root; None for everything.
        codes: rules to run; None for all.
        processes: how many may look at plans at once, see `plan.sharing`.
        evidence: what evidence says of an iteration or task, see `Desk.evidence`; None where nobody knows.
        progress: called with the number of the repository's files read and of those to read, when a rule asks for facts.

    Returns:
        the findings in order, with what was silenced.

    Raises:
        UsageError: an id or path that the project doesn't hold, with the nearest ids; a code that no rule has.
        ConfigurationError: `[check] allow` or `[check] severity` names a code that no rule has.
    """
    scopes = [_scope(project, name) for name in only] if only is not None else [_Scope("")]
    run = _Run.of(
        project.root,
        config,
        scopes,
        codes,
        compilers=compilers,
        processes=processes,
        evidence=evidence,
        progress=progress,
    )
    return run.report(project, shared_out(run.look_at_plan, project.plans, processes))


def check_tree(
    root: Path,
    config: Config,
    *,
    compilers: bool = True,
    only: Iterable[str] | None = None,
    codes: Collection[str] | None = None,
    processes: int = 1,
    instead: Mapping[str, bytes] | None = None,
    evidence: EvidenceSource | None = None,
    progress: Progress | None = None,
) -> CheckReport:
    """Reads what is planned below a root and checks it; as `check_project` of what `read_project` gives, in less time.

    Plans of other tools are read too: those at the places that their tools document, and those that `only` names. `instead` is as
    in `read_project`.

    Raises:
        UsageError: there is no plan at all, or as `check_project`.
        ConfigurationError: as `check_project`.
    """
    if only is not None:  # what an id means is known only when all is read
        from planproof.plan.foreign.read import with_foreign

        only = list(only)
        project = read_project(root, config, processes=processes, instead=instead)
        project = with_foreign(project, [project.root / name for name in only if not id_level(name)])
        _refuse_nothing(project, project.plans)
        return check_project(
            project,
            config,
            compilers=compilers,
            only=only,
            codes=codes,
            processes=processes,
            evidence=evidence,
            progress=progress,
        )
    frame, found = find_plans(root, config, instead=instead)
    if known_places(frame.root):  # a reader for each tool is loaded only where there is something to read
        from planproof.plan.foreign.read import with_foreign

        frame = with_foreign(frame)
    _refuse_nothing(frame, found)
    run = _Run.of(
        frame.root,
        config,
        [_Scope("")],
        codes,
        compilers=compilers,
        processes=processes,
        evidence=evidence,
        progress=progress,
    )
    return run.report(frame, shared_pieces(run.read_and_look, found, processes))


def _refuse_nothing(frame: Frame, plans: Sequence[object]) -> None:
    """Nothing checked is not a pass."""
    if not plans and not frame.strays and not frame.foreign:
        hint = 'planproof new milestone "…" makes the first folder; name a path to check a plan of another tool'
        raise UsageError(f"no plans in {frame.plans_folder}", hint=hint)


def select_rules(codes: Iterable[str]) -> tuple[Rule, ...]:
    """The rules of those codes; a family such as `PP1` stands for all of its rules.

    Raises:
        UsageError: no rule has such a code; the hint names the nearest.
    """
    rules = all_rules()
    wanted: set[str] = set()
    for code in codes:
        matching = {rule.code for rule in rules if rule.code == code.upper() or rule.code[:3] == code.upper()}
        if not matching:
            raise UsageError(f"no rule {code!r}", hint=nearest_codes(code))
        wanted |= matching
    return tuple(rule for rule in rules if rule.code in wanted)


class _Look(msgspec.Struct, frozen=True):
    """What one look at a plan or a document gave.

    Attributes:
        findings: of plan and document rules.
        allows: remarks of its documents.
        texts: of its documents, by path.
        gathered: what each project rule must know of the plan, in the order of the rules.
        plans_count: iterations looked at; 0 for a document, and for a plan that no scope reaches.
    """

    findings: list[Finding]
    allows: tuple[Allow, ...] = ()
    texts: dict[str, str] = {}
    gathered: tuple[Any, ...] = ()
    plans_count: int = 0


class _Run(msgspec.Struct, frozen=True):
    """One check.

    Attributes:
        chosen: the rules that were asked for.
        rules: those of them that run.
        scopes: what was asked for.
    """

    chosen: tuple[Rule, ...]
    rules: tuple[Rule, ...]
    scopes: list[_Scope]
    desk: Desk

    @classmethod
    def of(
        cls,
        root: Path,
        config: Config,
        scopes: list[_Scope],
        codes: Collection[str] | None,
        *,
        compilers: bool,
        processes: int,
        evidence: EvidenceSource | None,
        progress: Progress | None,
    ) -> _Run:
        """A check as it was asked for; raises what `check_project` raises for unknown codes."""
        chosen = select_rules(codes) if codes is not None else all_rules()
        _check_named_codes(config)
        rules = tuple(_weighed(rule, config) for rule in chosen if compilers or not rule.compiles)
        desk = ProjectDesk(
            root, config, compilers_allowed=compilers, processes=processes, evidence=evidence, progress=progress
        )
        return cls(chosen, rules, scopes, desk)

    def read_and_look(self, found: Sequence[UnreadPlan]) -> list[_Look]:
        """A look at each of some iterations; all are read first, since a change of work costs a tenth of the time."""
        plans = [read_found(each) for each in found]
        return [self.look_at_plan(plan) for plan in plans]

    def look_at_plan(self, plan: Plan) -> _Look:
        """What rules find in a plan and its documents, while what is known of them is at hand."""
        gathered = tuple(rule.gathered(plan, self.desk) for rule in self.rules if rule.check_project)
        if not self._reaches(plan.folder, *(document.path for document in plan.documents)):
            return _Look([], gathered=gathered)
        findings: list[Finding] = []
        for rule in self.rules:
            if rule.check_plan and (hits := _first(rule.check_plan(plan, self.desk))):
                findings += _limited(rule, hits, plan.place)
        looks = [self._look_at_document(document) for document in plan.documents]
        findings += [finding for look in looks for finding in look.findings]
        allows = tuple(allow for look in looks for allow in look.allows)
        return _Look(findings, allows, {document.path: document.text for document in plan.documents}, gathered, 1)

    def report(self, frame: Frame, looks: Sequence[_Look]) -> CheckReport:
        """What is reported after a look at every plan, in their order."""
        around = [
            self._look_at_document(document) for document in documents_around(frame) if self._reaches(document.path)
        ]
        foreign = [plan for plan in frame.foreign if self._reaches(*(source.path for source in plan.sources))]
        found = self._found_in_project(frame, looks)
        looks = [*looks, *around, *map(self._look_at_foreign, foreign)]
        found += [finding for look in looks for finding in look.findings]
        found = [finding for finding in dict.fromkeys(found) if self._holds(finding.place)]
        allows = [allow for look in looks for allow in look.allows if self._holds(allow.place)]
        kept, silenced, idle = _apply(found, allows, {rule.code for rule in self.rules})
        for rule in self.rules:
            if rule.check_idle_allows:
                kept += [rule.finding(hit) for hit in rule.check_idle_allows(idle)]
        kept, by_config = _apply_config(kept, self.desk.config)
        texts = {path: text for look in looks for path, text in look.texts.items()}
        kept = _without_echoes(kept, {rule.code for rule in self.rules if rule.about_words}, texts)
        return CheckReport(
            findings=tuple(sorted(kept, key=_order)),
            silenced=tuple(sorted(silenced + by_config, key=lambda item: _order(item.finding))),
            rules=self.rules,
            rules_skipped=tuple(rule.code for rule in self.chosen if rule.compiles and not self.desk.compilers_allowed),
            texts=texts,
            plans_count=sum(look.plans_count for look in looks),
            foreign_count=len(foreign),
        )

    def _found_in_project(self, frame: Frame, looks: Sequence[_Look]) -> list[Finding]:
        """What rules find that hold plans against each other."""
        rules = [rule for rule in self.rules if rule.check_project]
        return [
            rule.finding(hit)
            for number, rule in enumerate(rules)
            if rule.check_project
            for hit in rule.check_project(frame, [look.gathered[number] for look in looks], self.desk)
        ]

    def _look_at_document(self, document: Document) -> _Look:
        """What rules find in a document."""
        findings: list[Finding] = []
        for rule in self.rules:
            if rule.check_document and (hits := _first(rule.check_document(document, self.desk))):
                findings += _limited(rule, hits, Place(document.path, 1))
        return _Look(findings, allows_of(document), {document.path: document.text})

    def _look_at_foreign(self, plan: ForeignPlan) -> _Look:
        """What rules find in a plan of another tool."""
        findings: list[Finding] = []
        for rule in self.rules:
            if rule.check_foreign and (hits := _first(rule.check_foreign(plan, self.desk))):
                findings += _limited(rule, hits, plan.place)
        written = [source.document for source in plan.sources if source.document.sections]
        allows = tuple(allow for document in written for allow in allows_of(document))
        return _Look(findings, allows, {source.path: source.document.text for source in plan.sources})

    def _reaches(self, *paths: str) -> bool:
        """Whether some scope holds one of the paths."""
        return any(scope.holds_path(path) for path in paths for scope in self.scopes)

    def _holds(self, place: Place) -> bool:
        return any(scope.holds(place) for scope in self.scopes)


def _first(hits: Iterable[Hit]) -> list[Hit]:
    """As many hits of a rule as are looked at; most rules find nothing in most documents."""
    return list(islice(hits, FINDINGS_MAX + 1))


def _limited(rule: Rule, found: list[Hit], top: Place) -> list[Finding]:
    """The findings of a rule in one plan or document, up to a limit that is a finding itself.

    It stands on the first line, so that only a remark for the whole document silences it.
    """
    if len(found) > FINDINGS_MAX:
        found[-1] = Hit(top, f"more than {FINDINGS_MAX} findings of {rule.code}; the rest is left out")
    return [rule.finding(hit) for hit in found]


def _without_echoes(found: list[Finding], about_words: set[str], texts: dict[str, str]) -> list[Finding]:
    """One finding a cause: what rules about words say of words that are reported as a placeholder is left out."""
    placeholders: dict[tuple[str, int], list[int]] = {}
    for finding in found:
        if finding.code == _PLACEHOLDER_LEFT:
            placeholders.setdefault((finding.place.path, finding.place.line), []).append(finding.place.column)
    suspects = {path: texts.get(path, "").split("\n") for path, _ in placeholders}

    def echoes(finding: Finding) -> bool:
        place = finding.place
        columns = placeholders.get((place.path, place.line), ()) if finding.code in about_words else ()
        line = suspects[place.path][place.line - 1] if columns else ""
        return any(
            place.column <= column and not line[place.column - 1 : column - 1].strip(_MARKUP) for column in columns
        )

    return [finding for finding in found if not echoes(finding)]


def _scope(project: Project, name: str) -> _Scope:
    """What an id or a path relative to the root asks for."""
    folders = {folder.id: folder.path for folder in (*project.milestones, *project.epics) if folder.id}
    folders |= {plan.id: plan.folder for plan in project.plans if plan.id}
    if name in folders:
        return _Scope(folders[name])
    tasks = {task.id: task for plan in project.plans for task in plan.tasks}
    if name in tasks:
        task = tasks[name]
        return _Scope(task.place.path, task.place.line, task.end_line)
    if not id_level(name):
        path = "" if name in (".", "") else name.strip("/")
        scope = _Scope(path)
        known = [document.path for document in documents_of(project)] + [plan.folder for plan in project.plans]
        known += [source.path for plan in project.foreign for source in plan.sources]
        if any(scope.holds_path(item) for item in known):
            return scope
    near = nearest_ids(name, [*folders, *tasks])
    hint = f"nearest: {', '.join(near)}" if near else f"planproof reads what lies below {project.plans_folder}"
    what = "id" if id_level(name) else "planned document or id"
    raise UsageError(f"no {what} {name!r} in this project", hint=hint)


def _apply(
    found: list[Finding], allows: list[Allow], codes_run: set[str]
) -> tuple[list[Finding], list[Silenced], list[Allow]]:
    """Findings that stay, findings that a remark silences, and remarks of rules that ran which silence nothing."""
    if not allows:
        return found, [], []
    by_target: dict[tuple[str, str], list[int]] = {}
    for number, allow in enumerate(allows):
        by_target.setdefault((allow.code, allow.place.path), []).append(number)
    kept: list[Finding] = []
    silenced: list[Silenced] = []
    used: set[int] = set()
    for finding in found:
        candidates = by_target.get((finding.code, finding.place.path), ())
        covering = [number for number in candidates if allows[number].covers(finding.code, finding.place)]
        used.update(covering)
        if covering:
            silenced.append(Silenced(finding, allows[covering[0]].reason, inline=True))
        else:
            kept.append(finding)
    idle = [allow for number, allow in enumerate(allows) if number not in used and allow.code in codes_run]
    return kept, silenced, idle


def _apply_config(found: list[Finding], config: Config) -> tuple[list[Finding], list[Silenced]]:
    """Findings that stay, and those that `[check] allow` silences."""
    allowed = config.check.allow
    kept = [finding for finding in found if finding.code not in allowed]
    return kept, [
        Silenced(finding, allowed[finding.code], inline=False) for finding in found if finding.code in allowed
    ]


def _weighed(rule: Rule, config: Config) -> Rule:
    """The rule with the weight that `[check] severity` gives it."""
    severity = config.check.severity.get(rule.code)
    return replace(rule, severity=Severity(severity)) if severity else rule


def _check_named_codes(config: Config) -> None:
    named = [*(f"allow.{code}" for code in config.check.allow), *(f"severity.{code}" for code in config.check.severity)]
    known = {rule.code for rule in all_rules()} if named else set()
    for key in named:
        code = key.rpartition(".")[2]
        if code not in known:
            raise ConfigurationError(f"check.{key}: no such rule", place=CONFIG_NAME, hint=nearest_codes(code))


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    return finding.place.path, finding.place.line, finding.place.column, finding.code, finding.message
