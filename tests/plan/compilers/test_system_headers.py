"""The preprocessor's answer is real: these tests need the C compiler that the others of this folder need too."""

from __future__ import annotations

import pytest

from planproof.plan.compilers.system_headers import declared_by_system, is_system_name


def test_declared_by_system__atomics__then_macros_and_functions_are_known() -> None:
    assert {"atomic_load", "atomic_store_explicit"} <= declared_by_system("stdatomic.h", "c")
    assert {"pthread_create", "pthread_join"} <= declared_by_system("pthread.h", "c")


def test_declared_by_system__no_such_header__then_nothing() -> None:
    assert declared_by_system("no_such_header_at_all.h", "c") == frozenset()


@pytest.mark.parametrize("name", ["../x.h", "/etc/passwd", "a\nb", "", "x.h> ", "a/../b.h"])
def test_is_system_name__not_a_header_name__then_refused(name: str) -> None:
    assert not is_system_name(name)
