"""Sentences are told from commands; in doubt it is a command."""

from __future__ import annotations

import pytest

from planproof.plan.command_prose import why_no_command


@pytest.mark.parametrize(
    "script",
    [
        "Start the server and open the page",
        "Run all tests in the store folder.",
        "run the whole suite",
        "see the README for how to start it",
        "Check that the list shows the new name",
        "# first\nOpen a browser and log in",
        "manually",
        "N/A",
        "TBD",
        "-",
        "As above.",
    ],
)
def test_why_no_command__prose__then_a_reason(script: str) -> None:
    assert why_no_command(script)


@pytest.mark.parametrize(
    "script",
    [
        "",
        "make test",
        "pytest -q",
        "go test ./...",
        "open page.html",
        "echo the server is up and it is running",
        "run-parts --test /etc/cron.daily",
        "test -f a && echo yes",
        "git commit -m 'Run all the tests in the store folder'",
        "Rscript analysis.R --all",
        "watch ls",
        "docker compose up -d",
        "curl -s localhost:8000/names",
    ],
)
def test_why_no_command__command__then_silent(script: str) -> None:
    assert why_no_command(script) == ""
