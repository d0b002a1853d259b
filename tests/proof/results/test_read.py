"""Result files as the real tools wrote them, and as nobody should: cut off, hostile, empty, of another format."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.errors import PlanproofError
from planproof.plan.quantity import Dimension, parse_target
from planproof.proof.model import Verdict
from planproof.proof.results.benchmarks import parse_benchmarks
from planproof.proof.results.coverage import parse_cobertura, parse_coverage_json, parse_lcov
from planproof.proof.results.guard import parse_xml
from planproof.proof.results.model import Benchmark, TestCaseResult, TestResults
from planproof.proof.results.read import (
    read_benchmark_results,
    read_coverage,
    read_test_results,
)

SAMPLES = Path(__file__).parent / "samples"


def by_name(results: TestResults) -> dict[str, TestCaseResult]:
    return {case.name: case for case in results.cases}


def statuses(results: TestResults) -> dict[str, str]:
    return {case.name: case.status.value for case in results.cases}


def test_junit__pytest__then_every_kind_is_told_apart() -> None:
    results = read_test_results(SAMPLES / "pytest.xml", "junit")
    assert results.verdict is None
    assert results.counts == {"tests": 16, "passed": 2, "failed": 10, "error": 2, "skipped": 2}
    cases = by_name(results)
    assert cases["test_total__wrong__then_assertion"].message.startswith("AssertionError: sum is off")
    assert "shop.py:7: NotImplementedError" in cases["test_discount__not_there__then_not_implemented"].text
    assert cases["test_group__in_class__then_named"].id == "test_kinds.TestGroup.test_group__in_class__then_named"
    assert cases["test_skip__marked__then_skipped"].message == "not today"


def test_junit__pytest_collection_failed__then_errors() -> None:
    results = read_test_results(SAMPLES / "pytest-collection.xml", "junit")
    assert statuses(results) == {"test_bad_import": "error", "test_bad_syntax": "error"}


def test_junit__pytest_xunit1__then_file_is_known() -> None:
    results = read_test_results(SAMPLES / "pytest-xunit1.xml", "junit")
    assert {case.file for case in results.cases} == {"test_kinds.py"}


@pytest.mark.parametrize(("name", "format"), [("gtest.xml", "junit"), ("gtest.json", "gtest-json")])
def test_gtest__xml_or_json__then_the_same(name: str, format: str) -> None:
    results = read_test_results(SAMPLES / name, format)  # type: ignore[arg-type]
    assert statuses(results) == {
        "claim__free__then_index": "passed",
        "claim__full__then_refused": "failed",
        "release__any__then_zero": "failed",
        "skip__asked__then_skipped": "skipped",
        "DISABLED_claim__off__then_not_run": "skipped",
        "claim__throws__then_crash": "failed",
        "claim__each__then_less/0": "passed",
        "claim__each__then_less/1": "failed",
    }
    case = by_name(results)["claim__full__then_refused"]
    assert case.id == "Registry.claim__full__then_refused"
    assert "Expected equality" in case.text
    assert "Value of: false" in case.text


def test_junit__ctest__then_lost_program_is_an_error() -> None:
    results = read_test_results(SAMPLES / "ctest.xml", "junit")
    assert statuses(results) == {
        "assert_test": "failed",
        "segv_test": "failed",
        "tap_test": "passed",
        "slow_test": "failed",
        "gone_test": "error",
    }
    assert "Assertion `registry_claim(0) == 3' failed" in by_name(results)["assert_test"].output


def test_junit__meson__then_suites_of_all_protocols() -> None:
    results = read_test_results(SAMPLES / "meson-junit.xml", "junit")
    told = statuses(results)
    assert told["registry:assert_test"] == "failed"
    assert told["registry:slow_test"] == "error"
    assert told["claim__full__then_refused"] == "failed"
    assert told["2 - release"] == "failed"
    assert told["3 - skip"] == "skipped"


def test_meson__testlog__then_signal_and_timeout_are_named() -> None:
    cases = by_name(read_test_results(SAMPLES / "meson-testlog.json", "meson"))
    assert (cases["segv_test"].status.value, cases["segv_test"].kind) == ("failed", "signal 11")
    assert (cases["slow_test"].status.value, cases["slow_test"].kind) == ("error", "timeout")
    assert cases["assert_test"].kind == "signal 6"


def test_tap__from_a_program__then_three_kinds() -> None:
    results = read_test_results(SAMPLES / "tap.out", "tap")
    assert statuses(results) == {"claim": "passed", "release": "failed", "skip": "skipped"}
    assert by_name(results)["release"].text == "got -38"
    assert results.verdict is None


@pytest.mark.parametrize(
    ("text", "told", "slugs"),
    [
        ("ok\nok\n1..2", {"test 1": "passed", "test 2": "passed"}, []),
        ("1..0 # SKIP no device", {}, ["no-tests"]),
        ("1..3\nok 1 a\nok 2 b", {"a": "passed", "b": "passed"}, ["plan-mismatch"]),
        ("1..1\nok 1 a\nok 2 b", {"a": "passed", "b": "passed"}, ["plan-mismatch"]),
        ("1..2\nok 1 a\nok 1 b", {"a": "passed", "b": "passed"}, ["plan-mismatch"]),
        ("ok 1 a", {"a": "passed"}, ["plan-mismatch"]),
        ("1..3\nok 1 a\nBail out! disk full\nok 2 b", {"a": "passed"}, ["bail-out"]),
        ("1..2\nnot ok 1 a # TODO later\nok 2 b # todo", {"a": "skipped", "b": "skipped"}, []),
        ("TAP version 14\n1..1\nnot ok 1 - a\n  ---\n  got: 3\n  ...\n", {"a": "failed"}, []),
        (
            "TAP version 13\n# Subtest: slots\n    ok 1 - free\n    not ok 2 - full\n    1..2\nnot ok 1 - slots\n1..1\n",
            {"free": "passed", "full": "failed"},
            [],
        ),
        (
            "# Subtest: slots\n    ok 1 - free\n    1..1\nnot ok 1 - slots\n1..1\n",
            {"free": "passed", "slots": "failed"},
            [],
        ),
        ("# Subtest: slots\n    ok 1 - free\nok 1 - slots\n1..1\n", {"free": "passed"}, ["plan-mismatch"]),
        ("hello", {}, ["wrong-format"]),
        ("", {}, ["empty"]),
    ],
)
def test_tap__forms_and_faults__then_told(text: str, told: dict[str, str], slugs: list[str]) -> None:
    results = read_test_results(text.encode(), "tap")
    assert statuses(results) == told
    assert [problem.slug for problem in results.problems] == slugs


def test_tap__node__then_subtests_are_the_tests() -> None:
    results = read_test_results(SAMPLES / "node.tap", "tap")
    assert [(case.class_name, case.name, case.status.value) for case in results.cases] == [
        ("links", "create__valid__then_made", "passed"),
        ("links", "create__empty__then_refused", "failed"),
        ("links", "later", "skipped"),
        ("links", "some day", "skipped"),
        ("", "top__level__then_ok", "passed"),
    ]
    assert "expected: 2" in by_name(results)["create__empty__then_refused"].text
    assert results.problems == ()


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<testsuites><testsuite><testcase name="&b;"/></testsuite></testsuites>"""
EXTERNAL = (
    b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><testsuites>&f;</testsuites>"""
)


@pytest.mark.parametrize(
    ("data", "slug", "verdict"),
    [
        (b"", "empty", Verdict.VACUOUS),
        (b"  \n", "empty", Verdict.VACUOUS),
        (b"<testsuites/>", "no-tests", Verdict.VACUOUS),
        (b"<testsuites><testsuite><testcase name='a'/>", "truncated", Verdict.UNPROVED),
        (b"<testsuites><testsuite><testcase na", "truncated", Verdict.UNPROVED),
        (b"<html></html>", "wrong-format", Verdict.UNPROVED),
        (b"not xml", "wrong-format", Verdict.UNPROVED),
        (b'{"testsuites": []}', "wrong-format", Verdict.UNPROVED),
        (b"\x00\x01\x02", "wrong-format", Verdict.UNPROVED),
        (b'<?xml version="1.0" encoding="klingon"?><testsuites/>', "wrong-format", Verdict.UNPROVED),
        (BOMB, "unsafe", Verdict.UNPROVED),
        (EXTERNAL, "unsafe", Verdict.UNPROVED),
        (b"<testsuites>" + b"<testsuite>" * 100_000, "unsafe", Verdict.UNPROVED),
    ],
)
def test_junit__unusable__then_problem_and_verdict(data: bytes, slug: str, verdict: Verdict) -> None:
    results = read_test_results(data, "junit")
    assert results.cases == ()
    assert [problem.slug for problem in results.problems] == [slug]
    assert results.verdict is verdict


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b'{"testsuites": [{"testsuite": [', "truncated"),
        (b'{"testsuites": "', "truncated"),
        (b'{"tests": 3}', "wrong-format"),
        (b'{"testsuites": [{"name": "x"}]}', "wrong-format"),
        (b"[" * 100_000, "wrong-format"),
        (b'{"testsuites": []}', "no-tests"),
    ],
)
def test_gtest_json__unusable__then_problem(data: bytes, slug: str) -> None:
    assert [problem.slug for problem in read_test_results(data, "gtest-json").problems] == [slug]


def test_read__missing_folder_or_large__then_problem(tmp_path: Path) -> None:
    assert read_test_results(tmp_path / "none.xml", "junit").problems[0].slug == "missing"
    assert read_test_results(tmp_path, "junit").verdict is Verdict.UNPROVED
    with (tmp_path / "large.xml").open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    assert read_test_results(tmp_path / "large.xml", "junit").problems[0].slug == "too-large"


def test_junit__same_test_twice__then_worse_status_stays() -> None:
    twice = b"<testcase classname='m' name='a'/><testcase classname='m' name='a'><error message='teardown'/></testcase>"
    assert statuses(read_test_results(b"<testsuite>" + twice + b"</testsuite>", "junit")) == {"a": "error"}


def test_junit__real_pytest_now__then_read(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_a(): assert 1 == 2\ndef test_b(): pass\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junit-xml=r.xml", "test_it.py"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert statuses(read_test_results(tmp_path / "r.xml", "junit")) == {"test_a": "failed", "test_b": "passed"}


def test_coverage_json__with_contexts__then_lines_and_tests() -> None:
    coverage = read_coverage(SAMPLES / "coverage.json", "coverage.py")
    shop = coverage.files["shop.py"]
    assert (shop.covered, shop.missing) == (frozenset({1, 2, 3, 4, 6, 7}), frozenset())
    assert shop.contexts[7] == {"test_kinds.py::test_discount__not_there__then_not_implemented|run"}
    assert shop.contexts[1] == frozenset()


def test_lcov__gcc__then_lines() -> None:
    coverage = read_coverage(SAMPLES / "lcov.info", "lcov").relative_to(Path("/project"))
    assert coverage.files["registry.c"].covered == {3, 4, 5, 7, 9, 11}


def test_cobertura__coverage_py__then_joined_to_its_source() -> None:
    coverage = read_coverage(SAMPLES / "coverage.xml", "cobertura")
    assert list(coverage.files) == ["/project/shop.py"]
    assert list(coverage.relative_to(Path("/project")).files) == ["shop.py"]
    assert coverage.relative_to(Path("/elsewhere")).files == {}


def test_lcov__two_records_of_a_file__then_merged_with_tests() -> None:
    files = parse_lcov(
        b"TN:one\nSF:a.c\nDA:1,0\nDA:2,1\nend_of_record\nTN:two\nSF:a.c\nDA:1,3,abc\nDA:3,0\nend_of_record\n"
    )
    assert files["a.c"].covered == {1, 2}
    assert files["a.c"].missing == {3}
    assert files["a.c"].contexts == {1: {"two"}, 2: {"one"}}


@pytest.mark.parametrize(
    ("format", "data", "slug"),
    [
        ("lcov", b"SF:a.c\nDA:1,1\n", "truncated"),
        ("lcov", b"SF:a.c\nDA:x,1\nend_of_record\n", "wrong-format"),
        ("lcov", b"hello", "wrong-format"),
        ("lcov", b"SF:a.c\nend_of_record\n", "no-lines"),
        ("cobertura", b"<coverage/>", "no-lines"),
        ("cobertura", b"<testsuites/>", "wrong-format"),
        ("coverage.py", b'{"files": {}}', "no-lines"),
        ("coverage.py", b'{"files": {"a.py": {}}}', "wrong-format"),
        ("coverage.py", b'{"files": {"a.py": {"executed_lines": [1', "truncated"),
        ("coverage.py", b"{}", "wrong-format"),
    ],
)
def test_coverage__unusable__then_problem_never_a_pass(tmp_path: Path, format: str, data: bytes, slug: str) -> None:
    (tmp_path / "report").write_bytes(data)
    coverage = read_coverage(tmp_path / "report", format)  # type: ignore[arg-type]
    assert [problem.slug for problem in coverage.problems] == [slug]
    assert coverage.verdict is not None


def statistic_s(result: Benchmark, name: str) -> float:
    quantity = result.statistics[name]
    assert quantity.dimension is Dimension.TIME
    return quantity.base


def test_benchmarks__pytest__then_seconds_and_samples() -> None:
    results = read_benchmark_results(SAMPLES / "pytest-benchmark.json")
    (result,) = results.find_all("test_bench_total")
    assert result.samples == 71
    assert statistic_s(result, "mean") == pytest.approx(1.022e-07, rel=1e-3)
    assert statistic_s(result, "p95") >= statistic_s(result, "median") == pytest.approx(9.4547e-08, rel=1e-3)
    assert "p99" not in result.statistics  # 71 samples can't show it


def test_benchmarks__google__then_units_aggregates_counters_and_errors() -> None:
    results = read_benchmark_results(SAMPLES / "google-benchmark.json")
    (claim,) = results.find_all("BM_claim")
    assert statistic_s(claim, "mean") == pytest.approx(1.3435e-9, rel=1e-3)
    assert claim.statistics["rate"].base == pytest.approx(7.47e8, rel=1e-2)
    assert claim.statistics["depth"].base == 7
    (slow,) = results.find_all("BM_slow")
    assert slow.samples == 3
    assert statistic_s(slow, "mean") == pytest.approx(1.46953e-6, rel=1e-4)
    assert statistic_s(slow, "stddev") == pytest.approx(4.738e-8, rel=1e-3)
    assert statistic_s(slow, "max") == pytest.approx(1.5242e-6, rel=1e-4)
    assert [(problem.slug, str(problem)) for problem in results.problems] == [("failed", "BM_error: no device")]


def test_benchmarks__hyperfine__then_read() -> None:
    (result,) = read_benchmark_results(SAMPLES / "hyperfine.json").benchmarks
    assert (result.samples, statistic_s(result, "max")) == (3, pytest.approx(0.001352822))


def test_benchmarks__criterion_folder_or_file__then_named_by_folders() -> None:
    folder = read_benchmark_results(SAMPLES / "criterion")
    file = read_benchmark_results(SAMPLES / "criterion/lane/push/new/estimates.json")
    assert folder.benchmarks == file.benchmarks
    (result,) = folder.benchmarks
    assert result.name == "lane/push"
    assert (result.samples, statistic_s(result, "mean")) == (10, pytest.approx(8.25e-9))


@pytest.mark.parametrize(
    ("figure", "name", "met"),
    [
        ("<10 ns", "BM_claim", True),
        ("<1 ns", "BM_claim", False),
        ("max < 2 us", "BM_slow", True),
        (">= 10k req/s", "BM_claim", True),
        (">= 700k ops/s", "BM_slow", False),
        (">= 600k ops/s", "BM_slow", True),
    ],
)
def test_statistic__target__then_measured_in_its_dimension(figure: str, name: str, met: bool) -> None:
    (result,) = read_benchmark_results(SAMPLES / "google-benchmark.json").find_all(name)
    target = parse_target(figure)
    assert target is not None
    measured = result.statistic(target.statistic, target.quantity)
    assert measured is not None
    assert target.met_by(measured) is met


@pytest.mark.parametrize("figure", ["p99 < 1 s", "< 3 MB", "p99 >= 10 req/s", "> 1 MB/s"])
def test_statistic__not_measured__then_none(figure: str) -> None:
    (result,) = read_benchmark_results(SAMPLES / "google-benchmark.json").find_all("BM_slow")
    target = parse_target(figure)
    assert target is not None
    assert result.statistic(target.statistic, target.quantity) is None


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"", "empty"),
        (b"{}", "wrong-format"),
        (b"[]", "wrong-format"),
        (b'{"context": {}, "benchmarks": []}', "no-benchmarks"),
        (b'{"context": {}, "benchmarks": [{"name": "x"}]}', "wrong-format"),
        (b'{"context": {}, "benchmarks": [{"name": "x", "real_time": 1, "time_unit": "y"}]}', "wrong-format"),
        (b'{"results": [{"command": "x", "mean": "soon"}]}', "wrong-format"),
        (b'{"results": [{"command": "x", "mean": 1, "times": [1], "exit_codes": [1]}]}', "failed"),
        (b'{"results": [', "truncated"),
    ],
)
def test_benchmarks__unusable__then_problem(tmp_path: Path, data: bytes, slug: str) -> None:
    (tmp_path / "report.json").write_bytes(data)
    results = read_benchmark_results(tmp_path / "report.json")
    assert [problem.slug for problem in results.problems] == [slug]


@given(st.binary(max_size=200))
def test_parsers__any_bytes__then_only_our_errors(data: bytes) -> None:
    for format in ("junit", "gtest-json", "tap", "meson"):
        results = read_test_results(data, format)  # type: ignore[arg-type]
        assert results.cases or results.verdict is not None
    for parse in (parse_xml, parse_lcov, parse_cobertura, parse_coverage_json, parse_benchmarks):
        try:
            parse(data)
        except PlanproofError:
            continue


KEYS = """testsuites testsuite failures files contexts executed_lines missing_lines benchmarks context machine_info stats results
    mean median std_dev command name result real_time data times"""

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=4) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_json_parsers__any_json_with_our_keys__then_only_our_errors(value: object) -> None:
    import json

    data = json.dumps(value).encode()
    read_test_results(data, "gtest-json")
    read_test_results(data, "meson")
    for parse in (parse_coverage_json, parse_benchmarks):
        try:
            parse(data)
        except PlanproofError:
            continue


def test_tap__very_many_tests_and_subtests__then_read_in_one_pass() -> None:
    lines = [f"# Subtest: s{n}\n    not ok 1 - a\n    1..1\nnot ok {n} - s{n}\n" for n in range(1, 20_001)]
    results = read_test_results(("".join(lines) + "1..20000\n").encode(), "tap")
    assert results.counts["failed"] == 20_000
    assert results.problems == ()
