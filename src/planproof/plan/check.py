"""The check engine: every rule over every plan, findings in order, silenced ones kept apart.

    Project ── rules ── findings ── allow remarks and `[check] allow` ── CheckReport

Rules of a document run document by document, so that what several rules need of one document is computed once. A
selection (`only`) narrows what plan and document rules see; project rules always see everything, since an id used twice
shows only there, and their findings are narrowed afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

import msgspec
from msgspec.structs import replace

from planproof.config import CONFIG_NAME, Config
from planproof.errors import ConfigurationError, UsageError
from planproof.plan.allow import Allow, allows_of
from planproof.plan.desk import ProjectDesk
from planproof.plan.document import Document, Place
from planproof.plan.ids import id_level, nearest_ids
from planproof.plan.model import Plan, Project
from planproof.plan.rule import Desk, Finding, Hit, Rule, Severity, documents_of
from planproof.plan.rules import all_rules
from planproof.plan.sharing import shared_out

__all__ = ["FINDINGS_MAX", "CheckReport", "Silenced", "check_project", "select_rules"]

FINDINGS_MAX = 500  # of one rule in one plan or document; nobody reads more, and a hostile document holds 250,000


class Silenced(msgspec.Struct, frozen=True):
    """A finding that somebody allowed.

    Attributes:
        reason: as given in the remark or in `planproof.toml`.
        inline: True for a remark in the document, False for `[check] allow`.
    """

    finding: Finding
    reason: str
    inline: bool


class CheckReport(msgspec.Struct, frozen=True):
    """What one check found.

    Attributes:
        findings: sorted by path, line, column and code.
        silenced: what allow remarks and `planproof.toml` kept out of them, in the same order.
        rules: the rules that ran.
        rules_skipped: codes of the rules that need a compiler, when none was allowed.
        documents: the documents looked at, by path.
        plans_count: iterations looked at.
    """

    findings: tuple[Finding, ...]
    silenced: tuple[Silenced, ...]
    rules: tuple[Rule, ...]
    rules_skipped: tuple[str, ...]
    documents: dict[str, Document]
    plans_count: int

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
) -> CheckReport:
    """Checks every plan of a project, or those asked for. Runs no command of any plan.

    Args:
        project: as `plan.tree.read_project` gives it.
        config: its `planproof.toml`; `[check] allow` is obeyed.
        compilers: False leaves out the rules that ask a compiler.
        only: ids (milestone, epic, iteration or task) and paths relative to the root; None for everything.
        codes: rules to run; None for all.
        processes: how many may look at plans at once, see `plan.sharing`.

    Returns:
        the findings in order, with what was silenced.

    Raises:
        UsageError: an id or path that the project doesn't hold, with the nearest ids; a code that no rule has.
        ConfigurationError: `[check] allow` names a code that no rule has.
    """
    scopes = [_scope(project, name) for name in only] if only is not None else [_Scope("")]
    chosen = select_rules(codes) if codes is not None else all_rules()
    _check_allowed_codes(config)
    rules = tuple(rule for rule in chosen if compilers or not rule.compiles)
    desk = ProjectDesk(project.root, config, compilers_allowed=compilers)
    narrowed = _narrowed(project, scopes)
    run = _Run(rules, desk)
    looks = [
        run.look_at_project(project),
        *shared_out(run.look_at_plan, narrowed.plans, processes),
        *map(run.look_at_document, documents_of(replace(narrowed, plans=()))),
    ]
    found = [
        finding
        for finding in dict.fromkeys(finding for look in looks for finding in look.findings)
        if any(scope.holds(finding.place) for scope in scopes)
    ]
    allows = [allow for look in looks for allow in look.allows if any(scope.holds(allow.place) for scope in scopes)]
    kept, silenced, idle = _apply(found, allows, {rule.code for rule in rules})
    for rule in rules:
        if rule.check_idle_allows:
            kept += [rule.finding(hit) for hit in rule.check_idle_allows(idle)]
    kept, by_config = _apply_config(kept, config)
    return CheckReport(
        findings=tuple(sorted(kept, key=_order)),
        silenced=tuple(sorted(silenced + by_config, key=lambda item: _order(item.finding))),
        rules=rules,
        rules_skipped=tuple(rule.code for rule in chosen if rule not in rules),
        documents={document.path: document for document in documents_of(narrowed)},
        plans_count=len(narrowed.plans),
    )


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
            raise UsageError(f"no rule {code!r}", hint=_nearest_codes(code))
        wanted |= matching
    return tuple(rule for rule in rules if rule.code in wanted)


class _Look(msgspec.Struct, frozen=True):
    """What one look at the project, a plan or a document gave: what rules found there, and its allow remarks."""

    findings: list[Finding]
    allows: tuple[Allow, ...] = ()


class _Run(msgspec.Struct, frozen=True):
    """The rules of one check, and the desk that they look at."""

    rules: tuple[Rule, ...]
    desk: Desk

    def look_at_project(self, project: Project) -> _Look:
        """What rules find that look at the project as a whole."""
        return _Look(
            [
                rule.finding(hit)
                for rule in self.rules
                if rule.check_project
                for hit in rule.check_project(project, self.desk)
            ]
        )

    def look_at_plan(self, plan: Plan) -> _Look:
        """What rules find in a plan and its documents, while what is known of them is at hand."""
        findings: list[Finding] = []
        for rule in self.rules:
            if rule.check_plan:
                findings += _limited(rule, rule.check_plan(plan, self.desk), plan.place)
        looks = [self.look_at_document(document) for document in plan.documents]
        findings += [finding for look in looks for finding in look.findings]
        return _Look(findings, tuple(allow for look in looks for allow in look.allows))

    def look_at_document(self, document: Document) -> _Look:
        """What rules find in a document."""
        findings: list[Finding] = []
        for rule in self.rules:
            if rule.check_document:
                findings += _limited(rule, rule.check_document(document, self.desk), Place(document.path, 1))
        return _Look(findings, allows_of(document))


def _limited(rule: Rule, hits: Iterable[Hit], top: Place) -> Iterator[Finding]:
    """The findings of a rule in one plan or document, up to a limit that is a finding itself.

    It stands on the first line, so that only a remark for the whole document silences it.
    """
    for number, hit in enumerate(hits):
        if number == FINDINGS_MAX:
            yield rule.finding(Hit(top, f"more than {FINDINGS_MAX} findings of {rule.code}; the rest is left out"))
            return
        yield rule.finding(hit)


def _narrowed(project: Project, scopes: list[_Scope]) -> Project:
    """The project with only the plans and documents that some scope reaches."""

    def reached(path: str) -> bool:
        return any(scope.holds_path(path) for scope in scopes)

    return replace(
        project,
        milestones=tuple(folder for folder in project.milestones if folder.readme and reached(folder.readme.path)),
        epics=tuple(folder for folder in project.epics if folder.readme and reached(folder.readme.path)),
        plans=tuple(
            plan
            for plan in project.plans
            if reached(plan.folder) or any(reached(document.path) for document in plan.documents)
        ),
        strays=tuple(document for document in project.strays if reached(document.path)),
    )


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


def _check_allowed_codes(config: Config) -> None:
    known = {rule.code for rule in all_rules()} if config.check.allow else set()
    for code in config.check.allow:
        if code not in known:
            raise ConfigurationError(f"check.allow.{code}: no such rule", place=CONFIG_NAME, hint=_nearest_codes(code))


def _nearest_codes(code: str) -> str:
    near = get_close_matches(code.upper(), [rule.code for rule in all_rules()], n=3, cutoff=0.5)
    return f"nearest: {', '.join(near)}" if near else "planproof explain lists all rules"


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    return finding.place.path, finding.place.line, finding.place.column, finding.code, finding.message
