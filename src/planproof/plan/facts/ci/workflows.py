"""What runs on each change: GitHub workflows, GitLab CI, CircleCI, Azure Pipelines. One CI fact a job, its commands one a line.

Source: GitHub Docs, "Workflow syntax"; GitLab Docs, "CI/CD YAML syntax reference"; CircleCI, "Configuration reference";
Azure Pipelines, "YAML schema".
"""

from __future__ import annotations

from collections.abc import Iterable

from planproof.plan.facts.formats.node import Node
from planproof.plan.facts.formats.yaml import read_yaml
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.services.compose import add_service
from planproof.plan.facts.sheet import Sheet, text_of

__all__ = ["read_azure", "read_circleci", "read_github", "read_gitlab"]

_GITLAB_WORDS = {"default", "include", "image", "pages:deploy", "services", "spec", "stages", "variables", "workflow"}


def read_github(path: str, source: bytes, digest: str) -> list[Fact]:
    """Jobs of a GitHub workflow, the services they start, and the versions in their matrix.

    Raises:
        PlanproofError: it is no YAML.
    """
    sheet = Sheet(path, digest)
    for document in read_yaml(path, text_of(path, source)):
        workflow = document.at("name").text
        for name, job in document.at("jobs").items.items():
            commands = [step.at("run").text or _used(step) for step in job.at("steps").elements]
            _job(sheet, name, commands or [job.at("uses").text], job.line, workflow, job.at("runs-on").flat())
            for service, table in job.at("services").items.items():
                add_service(sheet, service, table)
            for key, values in job.at("strategy", "matrix").items.items():
                # `python-version: ["3.11", "3.12"]`
                if values.elements and key not in ("include", "exclude"):
                    known = key.removesuffix("-version").removesuffix("_version")
                    kind = (
                        FactKind.VERSION
                        if known != key or key in ("python", "node", "go", "rust")
                        else FactKind.SETTING
                    )
                    sheet.add(
                        kind, known if kind == FactKind.VERSION else f"ci.{key}", values.flat(), values.line, job=name
                    )
    return sheet.facts


def read_gitlab(path: str, source: bytes, digest: str) -> list[Fact]:
    """Jobs of GitLab CI and their services; hidden ones (`.name`) are templates and left out.

    Raises:
        PlanproofError: it is no YAML.
    """
    sheet = Sheet(path, digest)
    for document in read_yaml(path, text_of(path, source)):
        for name, job in document.items.items():
            if name in _GITLAB_WORDS or name.startswith(".") or not (job.at("script") or job.at("extends")):
                continue
            _job(
                sheet,
                name,
                [*job.at("before_script").texts(), *job.at("script").texts()],
                job.line,
                job.at("stage").text,
            )
        for holder in (document, document.at("default"), *document.items.values()):
            for service in holder.at("services").elements:
                image = service.at("name") or service
                if image.text:
                    alias = service.at("alias").text or image.text.rpartition("/")[2].partition(":")[0]
                    add_service(sheet, alias, Node(image.line, items={"image": image}))
    return sheet.facts


def read_circleci(path: str, source: bytes, digest: str) -> list[Fact]:
    """Jobs of CircleCI; the second and further images of a job are its services.

    Raises:
        PlanproofError: it is no YAML.
    """
    sheet = Sheet(path, digest)
    for document in read_yaml(path, text_of(path, source)):
        for name, job in document.at("jobs").items.items():
            steps = job.at("steps").elements
            _job(
                sheet,
                name,
                [(step.at("run", "command") or step.at("run")).text or step.text for step in steps],
                job.line,
            )
            for container in job.at("docker").elements[1:]:
                image = container.at("image")
                add_service(
                    sheet, image.text.rpartition("/")[2].partition(":")[0], Node(image.line, items={"image": image})
                )
    return sheet.facts


def read_azure(path: str, source: bytes, digest: str) -> list[Fact]:
    """Jobs of Azure Pipelines, in stages or not.

    Raises:
        PlanproofError: it is no YAML.
    """
    sheet = Sheet(path, digest)
    for document in read_yaml(path, text_of(path, source)):
        jobs = [job for stage in document.at("stages").elements for job in stage.at("jobs").elements]
        for job in [*jobs, *document.at("jobs").elements, *([document] if document.at("steps") else [])]:
            name = job.at("job").text or job.at("deployment").text or "pipeline"
            _job(sheet, name, [_azure_step(step) for step in job.at("steps").elements], job.line)
    return sheet.facts


def _job(sheet: Sheet, name: str, commands: Iterable[str], line: int, group: str = "", runs_on: str = "") -> None:
    value = "\n".join(command.strip() for command in commands if command.strip())
    sheet.add(FactKind.CI, name, value, line, workflow=group, runs_on=runs_on)


def _used(step: Node) -> str:
    """An action that a step uses, as a line of its own; empty for a step that uses none."""
    return f"uses {step.at('uses').text}" if step.at("uses") else ""


def _azure_step(step: Node) -> str:
    command = next((step.at(key).text for key in ("script", "bash", "pwsh", "powershell") if step.at(key)), "")
    return command or (f"task {step.at('task').text}" if step.at("task") else "")
