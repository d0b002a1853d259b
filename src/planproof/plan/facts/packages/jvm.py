"""pom.xml, build.gradle(.kts) and Gradle's version catalogue: Java's version, dependencies and plugins.

A pom.xml goes through expat with entities refused; a Gradle file is a program, of which only the usual declarative lines are read.
Source: Maven POM reference; Gradle user manual, "Declaring dependencies", "Toolchains for JVM projects".
"""

from __future__ import annotations

import re
from xml.parsers import expat

from planproof.errors import PlanproofError
from planproof.plan.facts.formats.node import DEPTH_MAX, Node
from planproof.plan.facts.formats.toml import read_toml
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.packages.known import add_dependency
from planproof.plan.facts.sheet import Sheet, text_of
from planproof.plan.facts.tools.known import add_tool

__all__ = ["read_gradle", "read_pom", "read_version_catalogue"]

_JAVA = ("maven.compiler.release", "maven.compiler.source", "java.version", "kotlin.version")
_PLUGINS = {"maven-checkstyle-plugin": "checkstyle", "checkstyle": "checkstyle"}
_DEPENDENCY = re.compile(
    r"""^\s*(?P<group>api|implementation|compileOnly|runtimeOnly|(?:test|androidTest|debug)\w*|annotationProcessor|kapt|ksp)
    [\s(]+(?:(?:enforcedP|p)latform\s*\(\s*)?["'](?P<name>[\w.-]+:[\w.-]+)(?::(?P<version>[^"']+))?["']""",
    re.VERBOSE,
)
_PLUGIN = re.compile(
    r"""^\s*(?:id[\s(]+["'](?P<id>[\w.-]+)["']\)?(?:\s+version\s+["'](?P<version>[^"']+)["'])?|`?(?P<word>[a-z-]+)`?\s*$)"""
)
_GRADLE_JAVA = re.compile(
    r"(?:JavaLanguageVersion\.of\(|(?:source|target)Compatibility\s*=\s*(?:JavaVersion\.VERSION_)?|jvmToolchain\()[\s\"']*(?P<version>[\d._]+)"
)
_MAIN = re.compile(r"""mainClass(?:Name)?(?:\.set\(|\s*=)\s*["'](?P<name>[\w.$]+)["']""")
_TASK = re.compile(
    r"""^\s*(?:tasks\.(?:register|create)(?:<\w+>)?\s*\(\s*["'](?P<kotlin>\w+)["']|task\s+(?P<groovy>\w+))"""
)


def read_pom(path: str, source: bytes, digest: str) -> list[Fact]:
    """Java's version, dependencies and plugins; `${…}` in versions is replaced from the file's own properties.

    Raises:
        PlanproofError: it is no XML, declares entities or nests too deep.
    """
    sheet = Sheet(path, digest)
    root = _xml(path, source)
    properties = {key: value.text for key, value in root.at("properties").items.items()}
    sheet.add(FactKind.PACKAGE_MANAGER, "maven", path)
    add_tool(sheet, "maven", 1)
    for key in _JAVA:
        if value := root.at("properties", key):
            sheet.add(
                FactKind.VERSION, key.partition(".")[0].replace("maven", "java"), value.text, value.line, property=key
            )
    if (name := root.at("artifactId")) and (version := root.at("version")):
        sheet.add(FactKind.VERSION, name.text, version.text, version.line)
    parent = root.at("parent")
    for node in (parent, *_all(root.at("dependencies"), "dependency")):
        if node.at("groupId"):
            written = re.sub(r"\$\{([^}]+)\}", lambda m: properties.get(m[1], m[0]), node.at("version").text)
            full_name = f"{node.at('groupId').text}:{node.at('artifactId').text}"
            group = "parent" if node is parent else node.at("scope").text
            add_dependency(sheet, "java", full_name, written, node.at("artifactId").line, group)
    for plugin in _all(root.at("build", "plugins"), "plugin"):
        add_tool(sheet, _PLUGINS.get(plugin.at("artifactId").text, ""), plugin.at("artifactId").line)
    return sheet.facts


def read_gradle(path: str, source: bytes, digest: str) -> list[Fact]:
    """Plugins, dependencies, Java's version, main class and own tasks, from the declarative lines."""
    sheet = Sheet(path, digest)
    sheet.add(FactKind.PACKAGE_MANAGER, "gradle", path)
    add_tool(sheet, "gradle", 1)
    in_plugins = False
    for number, line in enumerate(text_of(path, source).split("\n"), 1):
        line = line.partition("//")[0] if "://" not in line else line
        in_plugins = line.strip().startswith("plugins") or (in_plugins and "}" not in line)
        if in_plugins and (match := _PLUGIN.match(line)):
            name = match["id"] or match["word"]
            sheet.add(FactKind.DEPENDENCY, name, match["version"] or "", number, group="plugin", ecosystem="java")
            add_tool(sheet, _PLUGINS.get(name, ""), number)
        elif match := _DEPENDENCY.match(line):
            add_dependency(sheet, "java", match["name"], match["version"] or "", number, match["group"])
        elif match := _TASK.match(line):
            sheet.add(FactKind.VERB, f"gradle {match['kotlin'] or match['groovy']}", "", number)
        if match := _GRADLE_JAVA.search(line):
            sheet.add(FactKind.VERSION, "java", match["version"].replace("1_", "1."), number)
        if match := _MAIN.search(line):
            sheet.add(FactKind.ENTRY_POINT, match["name"], match["name"], number)
    return sheet.facts


def read_version_catalogue(path: str, source: bytes, digest: str) -> list[Fact]:
    """The libraries of a Gradle project, with the versions that they refer to.

    Raises:
        PlanproofError: it is no TOML.
    """
    sheet = Sheet(path, digest)
    root = read_toml(path, text_of(path, source))
    versions = root.at("versions")
    for entry in root.at("libraries").items.values():
        written = entry.at("version").text or versions.at(entry.at("version", "ref").text).text
        module = entry.text or entry.at("module").text or f"{entry.at('group').text}:{entry.at('name').text}"
        group, name, version = [*module.split(":"), "", ""][:3]
        add_dependency(sheet, "java", f"{group}:{name}", version or written, entry.line)
    return sheet.facts


def _all(parent: Node, tag: str) -> list[Node]:
    """Every child of that tag."""
    return [child for child in parent.elements if child.text == tag]


def _xml(path: str, source: bytes) -> Node:
    """The root element: the first child of each tag in `items`, every child in `elements`, there with its tag as text."""
    root = Node()
    stack = [root]
    texts: list[list[str]] = [[]]
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise PlanproofError("declares entities: not read", place=f"{path}:{parser.CurrentLineNumber}")

    def start(tag: str, _: object) -> None:
        stack.append(Node(parser.CurrentLineNumber))
        texts.append([])
        if len(stack) > DEPTH_MAX:
            raise PlanproofError("is nested too deep: not read", place=f"{path}:{parser.CurrentLineNumber}")

    def end(tag: str) -> None:
        node, text = stack.pop(), "".join(texts.pop()).strip()
        tag = tag.rpartition(":")[2]
        stack[-1].items.setdefault(tag, Node(node.line, text, node.items, node.elements))
        stack[-1].elements.append(Node(node.line, tag, node.items, node.elements))

    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: texts[-1].append(text)
    try:
        parser.Parse(source, True)
    except expat.ExpatError as error:
        raise PlanproofError(f"is no XML: {error}", place=f"{path}:{error.lineno}") from error
    return root.elements[0]
