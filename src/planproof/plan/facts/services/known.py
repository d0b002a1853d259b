"""What is known about images, addresses and variables: which are databases, and which values may be shown."""

from __future__ import annotations

import re

from planproof.plan.facts.model import FactKind
from planproof.plan.facts.sheet import Sheet, is_secret_name

__all__ = ["add_database_of_image", "add_image_version", "add_port", "add_variable"]

# The last part of an image's name, or the scheme of an address -> the database.
_DATABASES = {
    "cassandra": "cassandra",
    "clickhouse": "clickhouse",
    "clickhouse-server": "clickhouse",
    "cockroach": "cockroachdb",
    "cockroachdb": "cockroachdb",
    "couchdb": "couchdb",
    "dynamodb-local": "dynamodb",
    "elasticsearch": "elasticsearch",
    "influxdb": "influxdb",
    "mariadb": "mariadb",
    "mongo": "mongodb",
    "mongodb": "mongodb",
    "mongodb+srv": "mongodb",
    "mssql": "sqlserver",
    "mysql": "mysql",
    "neo4j": "neo4j",
    "opensearch": "opensearch",
    "pgvector": "postgresql",
    "postgis": "postgresql",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "qdrant": "qdrant",
    "redis": "redis",
    "rediss": "redis",
    "redis-stack": "redis",
    "server": "sqlserver",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
    "sqlserver": "sqlserver",
    "timescaledb": "postgresql",
    "timescaledb-ha": "postgresql",
    "valkey": "valkey",
}
# Images whose tag is the version of a language or a database.
_VERSIONED = {"golang": "go", "node": "node", "openjdk": "java", "eclipse-temurin": "java", "postgres": "postgresql"}
_VERSIONED |= {
    name: name for name in ("bun", "deno", "gcc", "mariadb", "mongo", "mysql", "php", "python", "redis", "ruby", "rust")
}
_URL = re.compile(r"^['\"]?(?P<scheme>[a-z][a-z0-9]*)(?:\+\w+)?:(?://|(?=memory))")


def add_database_of_image(sheet: Sheet, image: str, line: int) -> None:
    """A DATABASE fact when an image is one of a database: `postgis/postgis:16-3.4`."""
    name = _image_name(image)
    if name in _DATABASES and (name != "server" or "mssql" in image):
        sheet.add(FactKind.DATABASE, _DATABASES[name], image, line)


def add_image_version(sheet: Sheet, image: str, line: int) -> None:
    """A VERSION fact when the tag of an image is the version of a language or a database: `python:3.12-slim`."""
    name, tag = _image_name(image), image.partition("@")[0].rpartition("/")[2].partition(":")[2]
    if name in _VERSIONED and re.match(r"v?\d", tag):
        sheet.add(FactKind.VERSION, _VERSIONED[name], tag, line, image=image)


def add_port(sheet: Sheet, port: str, who: str, line: int, **extra: str) -> None:
    """A PORT fact; for `${PORT:-8000}` the port that is written, and none for what is no port."""
    number = re.fullmatch(r"(?:\$\{\w+:?[-?]?)?(\d{1,5})\}?", port.strip())
    if number and 0 < int(number[1]) < 65536:
        sheet.add(FactKind.PORT, number[1], who, line, **extra)


def add_variable(sheet: Sheet, name: str, value: str, line: int, **extra: str) -> None:
    """A VARIABLE fact, without the value of what looks like a secret; and a DATABASE fact when the value is the address of one."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", name):
        return
    value = value.strip().strip("\"'")
    sheet.add(FactKind.VARIABLE, name, "" if is_secret_name(name) else value, line, **extra)
    address = _URL.match(value)
    if address and address["scheme"] in _DATABASES:
        sheet.add(FactKind.DATABASE, _DATABASES[address["scheme"]], value, line, variable=name)


def _image_name(image: str) -> str:
    return image.partition("@")[0].rpartition("/")[2].partition(":")[0]
