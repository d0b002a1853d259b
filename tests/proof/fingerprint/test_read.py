"""Fingerprints: an edit that could weaken a test changes its fingerprint, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.proof.fingerprint import fingerprints, fingerprints_in

PYTHON = '''"""Tests."""
import pytest
from shop import total
from shop import other

LIMIT = 3

@pytest.fixture
def basket():
    """A basket."""
    return [LIMIT]

@pytest.fixture
def unused():
    return 1

def check(value):
    assert value == LIMIT

@pytest.mark.parametrize("n", [1, 2])
def test_a__x__then_y(basket, n):
    # a comment
    check(total(basket) * n)

def test_b__x__then_y():
    assert other() == 1

@pytest.mark.usefixtures("basket")
class TestShop:
    base = 2

    def helper(self):
        return self.base

    def test_c__x__then_y(self):
        assert self.helper() == 2
'''

CPP = """#include <gtest/gtest.h>
#include "registry.h"
#define CHECK_SLOT(x) EXPECT_EQ(registry_claim(x), kFirst)
namespace { const int kFirst = 1; const int kOther = 2; }
class Reg : public ::testing::Test { protected: int slots = 4; };
static int helper(int a) { return a + 1; }
// a comment
TEST_F(Reg, claim__free__then_index) { CHECK_SLOT(slots); }
TEST(Other, claim__full__then_refused) { EXPECT_EQ(helper(1), kOther); }
class Param : public ::testing::TestWithParam<int> {};
TEST_P(Param, claim__each__then_less) { EXPECT_LT(GetParam(), 3); }
INSTANTIATE_TEST_SUITE_P(Sizes, Param, ::testing::Values(1, 2));
"""

C = """#include <assert.h>
static int limit = 3;
struct pair { int a; };
static void test_claim(void) { assert(limit == 3); }
static void test_release(void) { struct pair p = {1}; assert(p.a); }
int main(void) { test_claim(); test_release(); return 0; }
"""

RUST = """use super::*;
const N: u32 = 3;
#[cfg(test)]
mod tests {
    use super::*;
    fn help() -> u32 { N }
    #[test]
    fn a__b__then_c() { assert_eq!(help(), 3); }
    #[test]
    #[ignore]
    fn d() {}
}
"""

TYPESCRIPT = """import {make} from "./links";
const limit = 3;
describe("links", () => {
  beforeEach(() => reset());
  it("create__x__then_y", async () => { expect(make()).toBe(limit); });
  it("remove__x__then_y", () => { expect(1).toBe(1); });
});
"""

SOURCES = {"a.py": PYTHON, "a.cpp": CPP, "a.c": C, "a.rs": RUST, "a.ts": TYPESCRIPT}


def changed(path: str, old: str, new: str) -> set[str]:
    """The tests whose fingerprint changes when one text in the sample becomes another."""
    source = SOURCES[path]
    assert old in source
    before, after = fingerprints(path, source.encode()), fingerprints(path, source.replace(old, new, 1).encode())
    assert before.problem == after.problem == ""
    assert before.bodies.keys() == after.bodies.keys()
    return {name.split("__")[0] for name in before.bodies if before.bodies[name] != after.bodies[name]}


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("a.py", {"test_a__x__then_y", "test_b__x__then_y", "test_c__x__then_y"}),
        ("a.cpp", {"Reg.claim__free__then_index", "Other.claim__full__then_refused", "Param.claim__each__then_less"}),
        ("a.c", {"test_claim", "test_release", "a"}),
        ("a.rs", {"a__b__then_c", "d"}),
        ("a.ts", {"create__x__then_y", "remove__x__then_y"}),
    ],
)
def test_fingerprints__each_language__then_every_test_has_one(path: str, names: set[str]) -> None:
    found = fingerprints(path, SOURCES[path].encode())
    assert found.bodies.keys() == names
    assert all(len(body) == 64 for body in found.bodies.values())
    assert len(set(found.bodies.values())) == len(names)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.py", "# a comment", "# another"),
        ("a.py", '"""A basket."""', '"""The basket."""'),
        ("a.py", "assert value == LIMIT", "assert   value==LIMIT"),
        ("a.py", "return 1", "return 2"),
        ("a.py", "\nLIMIT = 3\n", "\n\n\nLIMIT = 3\n"),
        ("a.cpp", "// a comment", "/* another */"),
        ("a.cpp", "{ CHECK_SLOT(slots); }", "{\n  CHECK_SLOT( slots );\n}"),
        ("a.cpp", "<gtest/gtest.h>", "<gtest/gtest-spi.h>"),
        ("a.c", "int limit = 3;", "int  limit = 3; // three"),
        ("a.rs", "{ N }", "{\n N // n\n}"),
        ("a.ts", "const limit = 3;", "const limit = 3; // three"),
    ],
)
def test_fingerprints__comment_format_or_unused_code__then_same(path: str, old: str, new: str) -> None:
    assert changed(path, old, new) == set()


@pytest.mark.parametrize(
    ("path", "old", "new", "tests"),
    [
        ("a.py", "check(total(basket) * n)", "check(3)", {"test_a"}),
        ("a.py", "assert value == LIMIT", "assert True", {"test_a"}),
        ("a.py", "LIMIT = 3", "LIMIT = 4", {"test_a", "test_c"}),
        ("a.py", "return [LIMIT]", "return []", {"test_a", "test_c"}),
        ("a.py", "[1, 2])", "[1])", {"test_a"}),
        ("a.py", "from shop import total", "from fake import total", {"test_a"}),
        ("a.py", "from shop import other", "from fake import other", {"test_b"}),
        ("a.py", "return self.base", "return 2", {"test_c"}),
        ("a.py", "base = 2", "base = 3", {"test_c"}),
        ("a.py", "def test_b__x", "@pytest.mark.skip\ndef test_b__x", {"test_b"}),
        ("a.py", "LIMIT = 3\n", "LIMIT = 3\npytestmark = pytest.mark.skip\n", {"test_a", "test_b", "test_c"}),
        ("a.py", "LIMIT = 3\n", "LIMIT = 3\nimport shop\nshop.total = len\n", {"test_a", "test_b", "test_c"}),
        (
            "a.py",
            "@pytest.fixture\ndef unused",
            "@pytest.fixture(autouse=True)\ndef unused",
            {"test_a", "test_b", "test_c"},
        ),
        ("a.cpp", "kFirst)", "1 + 0 * (x))", {"Reg.claim"}),
        ("a.cpp", "kFirst = 1", "kFirst = 0", {"Reg.claim"}),
        ("a.cpp", "slots = 4", "slots = 5", {"Reg.claim"}),
        ("a.cpp", "a + 1", "a + 2", {"Other.claim"}),
        ("a.cpp", "EXPECT_LT", "EXPECT_LE", {"Param.claim"}),
        ("a.cpp", "Values(1, 2)", "Values(1)", {"Param.claim"}),
        ("a.cpp", '"registry.h"', '"fake.h"', {"Reg.claim", "Other.claim", "Param.claim"}),
        ("a.cpp", "// a comment", "#define EXPECT_LT(a, b)", {"Param.claim"}),
        ("a.c", "limit = 3;", "limit = 4;", {"test_claim", "a"}),
        ("a.c", "int a;", "long a;", {"test_release", "a"}),
        ("a.c", "test_claim(); ", "", {"a"}),
        ("a.rs", "{ N }", "{ 3 }", {"a"}),
        ("a.rs", "N: u32 = 3", "N: u32 = 4", {"a"}),
        ("a.rs", "#[ignore]", "", {"d"}),
        ("a.ts", "toBe(limit)", "toBeDefined()", {"create"}),
        ("a.ts", "limit = 3", "limit = 4", {"create"}),
        ("a.ts", "reset()", "cheat()", {"create", "remove"}),
        ("a.ts", "./links", "./fake", {"create"}),
    ],
)
def test_fingerprints__what_a_test_rests_on__then_exactly_those_change(
    path: str, old: str, new: str, tests: set[str]
) -> None:
    assert changed(path, old, new) == tests


def test_tests__program_with_tests_or_without__then_named_once() -> None:
    assert fingerprints("a.c", C.encode()).tests == ("test_claim", "test_release")
    assert fingerprints("a.c", b"int main(void) { return 0; }").tests == ("a",)
    assert fingerprints("a.py", b"def test_x(): pass").tests == ("test_x",)


def test_fingerprints__two_tests_of_one_name__then_either_counts() -> None:
    source = "class TestA:\n    def test_x(self): assert 1\nclass TestB:\n    def test_x(self): assert 2\n"
    before = fingerprints("a.py", source.encode()).bodies
    assert list(before) == ["test_x"]
    assert before != fingerprints("a.py", source.replace("assert 2", "assert 3").encode()).bodies
    assert before != fingerprints("a.py", source.replace("assert 1", "assert 3").encode()).bodies


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("a.py", b"def test_(:"),
        ("a.py", b"\x00"),
        ("a.cpp", b"TEST(A, { {{{"),
        ("a.rs", b"fn fn fn ((("),
        ("a.txt", b"x"),
    ],
)
def test_fingerprints__unparseable_or_unknown__then_problem(path: str, source: bytes) -> None:
    found = fingerprints(path, source)
    assert found.bodies == {}
    assert path in found.problem


def test_fingerprints__language_given__then_goes_before_the_name() -> None:
    assert list(fingerprints("smoke.python", b"def test_x(): pass", "python").bodies) == ["test_x"]
    assert list(fingerprints("smoke", b"TEST(A, B) {}", "c++").bodies) == ["A.B"]


def test_fingerprints_in__fixture_of_a_conftest__then_part_of_the_test(tmp_path: Path) -> None:
    (tmp_path / "tests" / "unit").mkdir(parents=True)
    conftest = tmp_path / "tests" / "conftest.py"
    conftest.write_text(
        "import pytest\nSIZE = 3\n@pytest.fixture\ndef store(): return SIZE\n@pytest.fixture\ndef other(): return 1\n"
    )
    (tmp_path / "tests" / "unit" / "test_a.py").write_text("def test_x(store): assert store\ndef test_y(): assert 1\n")
    (tmp_path / "tests" / "test_bad.py").write_text("def (")
    before, problems = fingerprints_in(tmp_path, ["tests"])
    assert list(before) == ["tests/unit/test_a.py"]
    assert len(problems) == 1
    assert problems[0].startswith("tests/test_bad.py:1 ")
    conftest.write_text(conftest.read_text().replace("return 1", "return 2"))
    assert fingerprints_in(tmp_path, ["tests"])[0] == before
    conftest.write_text(conftest.read_text().replace("SIZE = 3", "SIZE = 4"))
    after = fingerprints_in(tmp_path, ["tests"])[0]["tests/unit/test_a.py"]
    assert {name for name, body in before["tests/unit/test_a.py"].items() if after[name] != body} == {"test_x"}
    conftest.write_text(conftest.read_text() + "def pytest_collection_modifyitems(items): items.clear()\n")
    last = fingerprints_in(tmp_path, ["tests"])[0]["tests/unit/test_a.py"]
    assert all(last[name] != after[name] for name in last)


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("from tests.helpers import check", "check(3)"),
        ("from helpers import check as c", "c(3)"),
        ("from .helpers import check", "check(3)"),
        ("from . import helpers", "helpers.check(3)"),
        ("import tests.helpers", "tests.helpers.check(3)"),
        ("from tests.helpers import *", "check(3)"),
    ],
)
def test_fingerprints_in__helper_module_of_the_tests__then_part_of_the_test(
    tmp_path: Path, line: str, call: str
) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text(f"{line}\ndef test_x(): {call}\ndef test_y(): pass\n")
    helpers = tmp_path / "tests" / "helpers.py"
    helpers.write_text("LIMIT = 3\ndef check(value): assert value == LIMIT\n")
    before = fingerprints_in(tmp_path, ["tests"])[0]["tests/test_a.py"]
    helpers.write_text("LIMIT = 3\ndef check(value):\n    # same\n    assert value == LIMIT\n")
    assert fingerprints_in(tmp_path, ["tests"])[0]["tests/test_a.py"] == before
    helpers.write_text("LIMIT = 4\ndef check(value): assert value == LIMIT\n")
    assert fingerprints_in(tmp_path, ["tests"])[0]["tests/test_a.py"]["test_x"] != before["test_x"]


def test_fingerprints_in__header_of_the_tests__then_part_of_each_test(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "src.h").write_text("int f(void);\n")
    (tmp_path / "tests" / "test_a.c").write_text(
        '#include "check.h"\n#include "../src.h"\nstatic void test_x(void) { CHECK(1); }\n'
    )
    header = tmp_path / "tests" / "check.h"
    header.write_text("#define CHECK(x) assert(x)\n")
    before = fingerprints_in(tmp_path, ["tests"])[0]
    assert list(before) == ["tests/test_a.c"]
    (tmp_path / "src.h").write_text("int f(int);\n")
    assert fingerprints_in(tmp_path, ["tests"])[0] == before
    header.write_text("#define CHECK(x) (void)(x)\n")
    assert fingerprints_in(tmp_path, ["tests"])[0] != before


@given(st.binary(max_size=120) | st.text(max_size=120).map(str.encode), st.sampled_from(sorted(SOURCES)))
def test_fingerprints__any_bytes__then_no_exception(source: bytes, path: str) -> None:
    fingerprints(path, source)


def test_fingerprints__deep_nesting__then_no_crash() -> None:
    assert fingerprints("a.py", b"(" * 100_000).problem
    fingerprints("a.cpp", b"namespace a {" * 20_000 + b"}" * 20_000)
    fingerprints("a.c", b"int main(void) { return " + b"(" * 20_000 + b"1" + b")" * 20_000 + b"; }")
