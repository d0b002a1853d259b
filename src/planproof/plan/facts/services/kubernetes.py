"""Kubernetes manifests: what runs, from which image, on which ports. Templates (Helm) are no YAML and are passed over.

Source: Kubernetes API reference, workload and service resources.
"""

from __future__ import annotations

from planproof.plan.facts.formats.yaml import read_yaml
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.services.known import add_database_of_image, add_port, add_variable
from planproof.plan.facts.sheet import Sheet, text_of

__all__ = ["read_kubernetes"]

_WORKLOADS = {"CronJob", "DaemonSet", "Deployment", "Job", "Pod", "StatefulSet"}


def read_kubernetes(path: str, source: bytes, digest: str) -> list[Fact]:
    """Workloads, ports, databases and variables of a Kubernetes manifest; nothing of any other YAML.

    Raises:
        PlanproofError: it is no YAML.
    """
    if b"apiVersion:" not in source or b"kind:" not in source or b"{{" in source:
        return []
    sheet = Sheet(path, digest)
    for document in read_yaml(path, text_of(path, source)):
        kind, name = document.at("kind").text, document.at("metadata", "name").text
        if kind == "Service":
            for port in document.at("spec", "ports").elements:
                add_port(sheet, port.at("port").text, name, port.at("port").line, target=port.at("targetPort").text)
        if kind in _WORKLOADS:
            spec = document.at("spec", "jobTemplate", "spec") or document.at("spec")
            for container in (spec.at("template", "spec", "containers") or spec.at("containers")).elements:
                image = container.at("image")
                sheet.add(FactKind.SERVICE, name, image.text, image.line, resource=kind)
                add_database_of_image(sheet, image.text, image.line)
                for port in container.at("ports").elements:
                    add_port(sheet, port.at("containerPort").text, name, port.at("containerPort").line)
                for variable in container.at("env").elements:
                    add_variable(sheet, variable.at("name").text, variable.at("value").text, variable.at("name").line)
    return sheet.facts
