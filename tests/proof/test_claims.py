"""Claims as rows: which one counts, how they run out, how clones that claimed the same meet."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from planproof.errors import UsageError
from planproof.proof.claims import claim_task, claims_of, duration_of, holder, live, lost, name_of_claimer, release_task
from planproof.proof.ledger.row import Draft, now_text
from planproof.proof.ledger.text import Ledger
from planproof.proof.model import RowKind
from tests.proof.conftest import commit_all, git

FOLDER = "docs/progress_trackings/M1_A/M1_E1_B/M1_E1_I1_C"
TASK = "M1_E1_I1_T1"
HOUR = timedelta(hours=1)
LATER = "2999-01-01T00:00:00.000Z"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    (tmp_path / FOLDER).mkdir(parents=True)
    return Ledger(tmp_path, tmp_path / FOLDER)


def test_claim_task__free__then_taken_until_its_end(ledger: Ledger) -> None:
    attempt = claim_task(ledger, TASK, "ada", HOUR)
    assert attempt.taken
    (row,) = ledger.rows()
    assert (row.kind, row.subject, row.details["by"]) == (RowKind.CLAIM, TASK, "ada")
    assert holder(claims_of(ledger.rows())[TASK], now_text()) == attempt.claim
    assert attempt.claim.until > attempt.claim.since


def test_claim_task__somebody_has_it__then_refused_and_named(ledger: Ledger) -> None:
    claim_task(ledger, TASK, "ada", HOUR)
    attempt = claim_task(ledger, TASK, "bob", HOUR)
    assert (attempt.taken, attempt.claim.by) == (False, "ada")
    assert len(ledger.rows()) == 1


def test_claim_task__same_name_again__then_refused_unless_renewed(ledger: Ledger) -> None:
    first = claim_task(ledger, TASK, "ada", HOUR).claim
    assert not claim_task(ledger, TASK, "ada", HOUR).taken
    renewed = claim_task(ledger, TASK, "ada", 3 * HOUR, renew=True)
    assert renewed.taken
    assert (renewed.claim.since, renewed.claim.until > first.until) == (first.since, True)
    assert claims_of(ledger.rows())[TASK] == (renewed.claim,)


def test_claim_task__renew_what_another_has__then_refused(ledger: Ledger) -> None:
    claim_task(ledger, TASK, "ada", HOUR)
    assert not claim_task(ledger, TASK, "bob", HOUR, renew=True).taken


def test_claim_task__claim_has_run_out__then_free_again(ledger: Ledger) -> None:
    past = {"by": "ada", "until": "2020-01-01T00:00:00.000Z"}
    ledger.append(Draft(kind=RowKind.CLAIM, subject=TASK, details=past))
    assert claim_task(ledger, TASK, "bob", HOUR).taken


def test_release_task__own_claim__then_free(ledger: Ledger) -> None:
    claim = claim_task(ledger, TASK, "ada", HOUR).claim
    assert release_task(ledger, TASK, "bob") == ()
    assert release_task(ledger, TASK, "ada") == (claim,)
    assert claims_of(ledger.rows()) == {}
    assert claim_task(ledger, TASK, "bob", HOUR).taken


def test_release_task__nothing_claimed__then_no_row(ledger: Ledger) -> None:
    assert release_task(ledger, TASK, "ada") == ()
    assert ledger.rows() == ()


def test_claims_of__two_clones_claimed_and_merged__then_the_earlier_counts(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    (here / FOLDER).mkdir(parents=True)
    git(here, "init", "--quiet", "--initial-branch", "main")
    (here / ".gitattributes").write_text("EVIDENCE.jsonl merge=union\n")
    (here / ".gitignore").write_text(".planproof/\n")
    Ledger(here, here / FOLDER).append(Draft(kind=RowKind.START))
    commit_all(here)
    git(tmp_path, "clone", "--quiet", str(here), str(there))
    assert claim_task(Ledger(there, there / FOLDER), TASK, "bob", HOUR).taken
    assert claim_task(Ledger(here, here / FOLDER), TASK, "ada", HOUR).taken
    commit_all(there)
    commit_all(here)
    git(here, "pull", "--quiet", "--no-rebase", "--no-edit", str(there), "main")
    merged = Ledger(here, here / FOLDER)
    claims = claims_of(merged.rows())[TASK]
    assert [claim.by for claim in claims] == ["bob", "ada"]
    assert [claim.by for claim in lost(claims, now_text())] == ["ada"]
    release_task(merged, TASK, "bob")
    assert holder(claims_of(merged.rows())[TASK], now_text()) == claims[1]
    assert merged.read().problems == ()


def test_live__after_its_end__then_none(ledger: Ledger) -> None:
    claim_task(ledger, TASK, "ada", HOUR)
    assert live(claims_of(ledger.rows())[TASK], LATER) == ()


@pytest.mark.parametrize(
    ("text", "minutes"), [("90m", 90), ("2h", 120), ("1.5 hours", 90), ("1 day", 1440), ("5 min", 5)]
)
def test_duration_of__as_people_write_it__then_that_long(text: str, minutes: int) -> None:
    assert duration_of(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "soon", "2", "-1h", "0m", "31d", "9" * 400 + "d", "2h 30"])
def test_duration_of__nonsense__then_usage(text: str) -> None:
    with pytest.raises(UsageError):
        duration_of(text)


@pytest.mark.parametrize("name", ["\x1b[2K", "a" * 81, "ada\nbob"])
def test_name_of_claimer__would_fool_a_reader__then_usage(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        name_of_claimer(tmp_path, name)


def test_name_of_claimer__nothing_given__then_from_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANPROOF_NAME", "agent 7")
    assert name_of_claimer(tmp_path) == "agent 7"
