"""Every way to touch a chain is found at its line, and what git does to it by right is not."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from planproof.proof.ledger.chain import (
    ChainProblem,
    Link,
    ProblemKind,
    heads_of,
    in_chain_order,
    read_links,
    verify,
)
from planproof.proof.ledger.row import Draft, encode_row, row_hash, seal, spelling
from planproof.proof.model import Evidence, RowKind

PLACE = "docs/EVIDENCE.jsonl"


def row(number: int, *previous: Evidence, kind: RowKind = RowKind.CHECK, iteration: str = "M1_E1_I1") -> Evidence:
    draft = Draft(
        kind=kind, check=f"check.{number}", subject=iteration, started_at=f"2026-01-01T00:00:{number:02}.000Z"
    )
    return seal(draft, iteration=iteration, previous=tuple(one.hash for one in previous))


def chain(length: int) -> list[Evidence]:
    rows = [row(0)]
    while len(rows) < length:
        rows.append(row(len(rows), rows[-1]))
    return rows


def lines_of(*rows: Evidence) -> list[bytes]:
    return [encode_row(one).rstrip(b"\n") for one in rows]


def links_of(*rows: Evidence) -> list[Link]:
    return read_links(lines_of(*rows), PLACE)[0]


def problems_of(lines: list[bytes]) -> list[ChainProblem]:
    links, problems = read_links(lines, PLACE)
    return problems + verify(links, "M1_E1_I1")


def found(lines: list[bytes]) -> list[tuple[str, ProblemKind]]:
    return [(problem.place, problem.kind) for problem in problems_of(lines)]


def forged(line: bytes, **members: object) -> bytes:
    """A row edited by somebody who knows to hash it anew."""
    changed = json.loads(line) | members
    return spelling(changed | {"hash": row_hash(changed)})


def test_chain__untouched__then_no_problem() -> None:
    assert found(lines_of(*chain(5))) == []


def test_chain__empty__then_no_problem() -> None:
    assert found([]) == []


@pytest.mark.parametrize("index", range(5))
def test_row__edited__then_found_at_its_line(index: int) -> None:
    lines = lines_of(*chain(5))
    lines[index] = lines[index].replace(b'"verdict":"unproved"', b'"verdict":"proved"')
    assert found(lines) == [(f"{PLACE}:{index + 1}", ProblemKind.EDITED)]


def test_row__edited_and_hashed_anew__then_the_next_row_misses_it() -> None:
    lines = lines_of(*chain(5))
    lines[2] = forged(lines[2], verdict="proved")
    assert (f"{PLACE}:4", ProblemKind.DROPPED) in found(lines)


def test_row__reformatted__then_found() -> None:
    lines = lines_of(*chain(3))
    lines[1] = json.dumps(json.loads(lines[1])).encode()
    assert found(lines) == [(f"{PLACE}:2", ProblemKind.REFORMATTED)]


def test_row__member_twice__then_found() -> None:
    lines = lines_of(*chain(3))
    lines[1] = lines[1].replace(b'"verdict":', b'"verdict":"proved","verdict":')
    assert found(lines) == [(f"{PLACE}:2", ProblemKind.REFORMATTED)]


@pytest.mark.parametrize("index", range(4))
def test_row__dropped__then_its_follower_names_it(index: int) -> None:
    lines = lines_of(*chain(5))
    del lines[index]
    assert found(lines) == [(f"{PLACE}:{index + 1}", ProblemKind.DROPPED)]


def test_last_row__dropped__then_the_chain_alone_cannot_know() -> None:
    assert found(lines_of(*chain(5))[:-1]) == []


def test_rows__swapped__then_found() -> None:
    lines = lines_of(*chain(5))
    lines[1], lines[2] = lines[2], lines[1]
    assert found(lines) == [(f"{PLACE}:2", ProblemKind.REORDERED)]


def test_row__duplicated__then_found_at_the_copy() -> None:
    lines = lines_of(*chain(3))
    assert found([*lines, lines[1]]) == [(f"{PLACE}:4", ProblemKind.DUPLICATED)]


def test_row__of_another_iteration__then_found() -> None:
    first = row(0)
    assert found(lines_of(first, row(1, first, iteration="M1_E1_I2"))) == [(f"{PLACE}:2", ProblemKind.FOREIGN)]


def test_row__names_what_never_was__then_found() -> None:
    stranger = row(9)
    assert found(lines_of(row(0), row(1, stranger)))[0] == (f"{PLACE}:2", ProblemKind.DROPPED)


def test_row__names_two_without_being_a_merge__then_found() -> None:
    one, two = row(0), row(1)
    assert found(lines_of(one, two, row(2, one, two))) == [(f"{PLACE}:3", ProblemKind.MALFORMED)]


def test_merge_row__names_one__then_found() -> None:
    one = row(0)
    assert found(lines_of(one, row(1, one, kind=RowKind.MERGE))) == [(f"{PLACE}:2", ProblemKind.MALFORMED)]


def test_rows__in_a_ring__then_found_and_ends() -> None:
    lines = lines_of(*chain(3))
    members = [json.loads(line) for line in lines]
    members[0]["previous"] = [members[2]["hash"]]
    problems = found([spelling(one) for one in members])
    assert (f"{PLACE}:1", ProblemKind.EDITED) in problems
    assert (f"{PLACE}:1", ProblemKind.CYCLE) in problems


def test_branches__without_merge_row__then_a_remark_and_no_fault() -> None:
    root = row(0)
    problems = problems_of(lines_of(root, row(1, root), row(2, root)))
    assert [(problem.kind, problem.is_remark) for problem in problems] == [(ProblemKind.NEEDS_MERGE, True)]


def test_branches__interleaved_with_merge_row__then_verifies_in_any_lawful_order() -> None:
    root = row(0)
    left, right = row(1, root), row(2, root)
    left2, right2 = row(3, left), row(4, right)
    merge = row(5, left2, right2, kind=RowKind.MERGE)
    last = row(6, merge)
    for order in ((left, left2, right, right2), (right, left, right2, left2), (right, right2, left, left2)):
        assert found(lines_of(root, *order, merge, last)) == []
        ordered = [link.hash for link in in_chain_order(links_of(root, *order, merge, last))]
        assert ordered == [one.hash for one in (root, left, right, left2, right2, merge, last)]


def test_heads__two_branches__then_both_oldest_first() -> None:
    root = row(0)
    left, right = row(5, root), row(2, root)
    assert heads_of(links_of(root, left, right)) == (right.hash, left.hash)


def test_row__newer_schema__then_named_with_its_members_and_still_linked() -> None:
    lines = lines_of(*chain(3))
    newer = json.loads(lines[1]) | {"schema": 7, "attestation": "x"}
    newer["hash"] = row_hash(newer)
    last = json.loads(lines[2]) | {"previous": [newer["hash"]]}
    last["hash"] = row_hash(last)
    problems = problems_of([lines[0], spelling(newer), spelling(last)])
    assert [(problem.place, problem.kind) for problem in problems] == [(f"{PLACE}:2", ProblemKind.NEWER_SCHEMA)]
    assert "attestation" in problems[0].message


def test_row__unknown_member_in_our_schema__then_named() -> None:
    lines = lines_of(*chain(2))
    lines[1] = forged(lines[1], surprise=1)
    problems = problems_of(lines)
    assert [problem.kind for problem in problems] == [ProblemKind.UNKNOWN_MEMBER]
    assert "surprise" in problems[0].message


def test_line__garbage__then_named_and_the_others_read() -> None:
    lines = lines_of(*chain(2))
    links, problems = read_links([lines[0], b"garbage", lines[1]], PLACE)
    assert [link.line for link in links] == [1, 3]
    assert [(problem.place, problem.kind) for problem in problems] == [(f"{PLACE}:2", ProblemKind.UNREADABLE)]


def test_every_problem__then_says_what_to_do() -> None:
    lines = lines_of(*chain(6))
    lines[1] = lines[1].replace(b"unproved", b"proved")
    lines[3], lines[4] = lines[4], lines[3]
    assert all(problem.hint and problem.message for problem in problems_of([*lines, lines[0], b"x"]))


def test_order__long_chain_shuffled__then_along_the_arrows() -> None:
    rows = chain(50)
    ordered = in_chain_order(links_of(*reversed(rows)))
    assert all(second.previous == (first.hash,) for first, second in pairwise(ordered))
