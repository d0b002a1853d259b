"""Events decoded to rows."""

from __future__ import annotations

from planproof.trace.atf.chunk import Chunk
from planproof.trace.atf.events import decode_chunks, decode_events
from tests.trace.atf.pieces import event

CALL, RETURN, ESCAPE, TIME = 0, 1, 6, 7


def rows(events: list[int], clock_mode: int) -> list[tuple[int, int, int, int, int]]:
    chunk = Chunk(1, 1, 100, events, first_ticks=5000, clock_mode=clock_mode)
    return [(row.sequence, row.ticks, row.kind, row.function, row.instance) for row in decode_events(chunk)]


def test_decode_events__time_and_instance__then_added_to_the_next() -> None:
    long_ago = TIME << 61 | 1 << 40
    instance = ESCAPE << 61 | 1 << 56 | 77
    exact = rows([event(CALL, 9, 3), long_ago, instance, event(RETURN, 9, 4), event(CALL, 8, 1)], 1)
    assert exact == [
        (100, 5003, CALL, 9, 0),
        (103, 5003 + (1 << 40) + 4, RETURN, 9, 77),
        (104, 5003 + (1 << 40) + 5, CALL, 8, 0),
    ]
    adaptive = rows([event(CALL, 9, 0), TIME << 61 | 250, event(RETURN, 9, 0x1234)], 2)
    assert adaptive == [(100, 5000, CALL, 9, 0), (102, 5250, RETURN, 9, 0)]


def test_decode_events__mark_and_exception__then_rows_of_their_own() -> None:
    mark, error = ESCAPE << 61 | 2 << 56 | 5, ESCAPE << 61 | 4 << 56 | 6
    assert [row[2:4] for row in rows([mark, error, event(2, 9, 0)], 1)] == [(ESCAPE, 5), (ESCAPE, 6), (2, 9)]


def test_decode_chunks__task_and_instance__then_carried_unless_there_is_a_gap() -> None:
    task, instance = ESCAPE << 61 | 3 << 56 | 7, ESCAPE << 61 | 1 << 56 | 9
    chunks = [
        Chunk(1, 1, 0, [task, event(CALL, 5), instance]),
        Chunk(2, 1, 0, [event(CALL, 6)]),
        Chunk(1, 1, 3, [event(RETURN, 5), instance]),
        Chunk(1, 1, 9, [event(CALL, 5)]),
    ]
    rows = [(row.slot, row.function, row.instance, row.task) for _, rows in decode_chunks(chunks) for row in rows]
    assert rows == [(1, 5, 0, 7), (2, 6, 0, 0), (1, 5, 9, 7), (1, 5, 0, 7)]
