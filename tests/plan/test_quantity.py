"""Numbers with units and promised figures: what is read, what is refused, and that nothing passes by accident."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.errors import UsageError
from planproof.plan.quantity import (
    Comparison,
    Dimension,
    Quantity,
    Target,
    parse_band,
    parse_quantity,
    parse_target,
)


@pytest.mark.parametrize(
    ("text", "base", "dimension"),
    [
        ("12.5 ms", 0.0125, Dimension.TIME),
        ("1us", 1e-6, Dimension.TIME),
        ("1 μs", 1e-6, Dimension.TIME),
        ("1 µs", 1e-6, Dimension.TIME),
        ("10 ns per call", 1e-8, Dimension.TIME),
        ("2 minutes", 120, Dimension.TIME),
        ("10k req/s", 10_000, Dimension.RATE),
        ("10 k requests per second", 10_000, Dimension.RATE),
        ("60 ops/min", 1, Dimension.RATE),
        ("1.5M events/s", 1.5e6, Dimension.RATE),
        ("2 kHz", 2000, Dimension.RATE),
        ("3 MB", 3e6, Dimension.SIZE),
        ("3 KiB", 3072, Dimension.SIZE),
        ("3 bytes an event", 3, Dimension.SIZE),
        ("5 MB/s", 5e6, Dimension.THROUGHPUT),
        ("5 %", 0.05, Dimension.RATIO),
        ("1,000", 1000, Dimension.PLAIN),
        ("10 000 rows", 10_000, Dimension.PLAIN),
        ("10k", 10_000, Dimension.PLAIN),
        ("-1e3", -1000, Dimension.PLAIN),
        ("200 times", 200, Dimension.PLAIN),
        ("1.55x", 1.55, Dimension.PLAIN),
    ],
)
def test_parse_quantity__known_unit__then_base_value(text: str, base: float, dimension: Dimension) -> None:
    quantity = parse_quantity(text)
    assert quantity is not None
    assert quantity.base == pytest.approx(base)
    assert quantity.dimension is dimension


@pytest.mark.parametrize(
    "text",
    ["", "ms", "5 m", "5 Mb", "5 parsecs", "nan ms", "inf", "1e999 s", "12,5 ms", "1 ks", "5 MB/s/s", "3 ms 4", "0x10"],
)
def test_parse_quantity__unknown_or_ambiguous__then_none(text: str) -> None:
    assert parse_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "statistic", "comparison", "base"),
    [
        ("<1 us", "", Comparison.LESS, 1e-6),
        ("< 1 μs", "", Comparison.LESS, 1e-6),
        ("<1μs", "", Comparison.LESS, 1e-6),
        (">= 10k req/s", "", Comparison.AT_LEAST, 1e4),
        ("p99 <= 25 ms", "p99", Comparison.AT_MOST, 0.025),
        ("P99 latency ≤ 25 ms", "p99", Comparison.AT_MOST, 0.025),
        ("<= 25 ms (p95)", "p95", Comparison.AT_MOST, 0.025),
        ("under 25 ms at the median", "median", Comparison.LESS, 0.025),
        ("at most 3 MB", "", Comparison.AT_MOST, 3e6),
        ("<10 ns", "", Comparison.LESS, 1e-8),
        ("≤ 5 %", "", Comparison.AT_MOST, 0.05),
        ("`< 5`", "", Comparison.LESS, 5),
        ("average at least 2 MB/s", "mean", Comparison.AT_LEAST, 2e6),
        ("< 100 ms (64 threads)", "", Comparison.LESS, 0.1),
        ("< 100 us for 64 threads", "", Comparison.LESS, 1e-4),
        ("p99 <= 25 ms with 10 clients", "p99", Comparison.AT_MOST, 0.025),
        ("p99 <= 25 ms (warm cache)", "p99", Comparison.AT_MOST, 0.025),
    ],
)
def test_parse_target__usual_spellings__then_read(
    text: str, statistic: str, comparison: Comparison, base: float
) -> None:
    target = parse_target(text)
    assert target is not None
    assert (target.statistic, target.comparison) == (statistic, comparison)
    assert target.quantity.base == pytest.approx(base)


@pytest.mark.parametrize(
    "text",
    ["", "fast", "1 us", "< fast", "< 5 m", "<1 us registration", "p99 < 1 ms (p95)", "< 5 (minutes)", "<", "< nan s"],
)
def test_parse_target__no_comparison_number_or_unit__then_none(text: str) -> None:
    assert parse_target(text) is None


@pytest.mark.parametrize(
    ("text", "measured_s", "met"),
    [
        ("< 1 ms", 0.001, False),
        ("<= 1 ms", 0.001, True),
        ("> 1 ms", 0.001, False),
        (">= 1 ms", 0.001, True),
        ("< 1 ms", 0.0009, True),
    ],
)
def test_met_by__at_the_limit__then_comparison_decides(text: str, measured_s: float, met: bool) -> None:
    target = parse_target(text)
    assert target is not None
    assert target.met_by(Quantity.of(measured_s, Dimension.TIME)) is met


def test_met_by__other_dimension__then_error_names_both() -> None:
    target = parse_target("< 1 ms")
    assert target is not None
    with pytest.raises(UsageError, match="can't be compared"):
        target.met_by(Quantity.of(0.5, Dimension.PLAIN))


@pytest.mark.parametrize("text", ["< 1 s", "> 1 s", "<= 1 s", ">= 1 s"])
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_met_by__not_a_finite_number__then_never_met(text: str, value: float) -> None:
    target = parse_target(text)
    assert target is not None
    assert not target.met_by(Quantity.of(value, Dimension.TIME))


@pytest.mark.parametrize(
    ("text", "measured", "met"),
    [
        ("12.5 ms ± 10%", "13.7 ms", True),
        ("12.5 ms ± 10%", "13.8 ms", False),
        ("10 ± 10%", "11", True),
        ("12.5 ms ± 100 us", "12.55 ms", True),
        ("12.5 ms +/- 1", "13.4 ms", True),
        ("12.5 ms +/- 1", "13.6 ms", False),
        ("~ 200", "219", True),
        ("~200", "221", False),
        ("50 % ± 2 %", "51.9%", True),
    ],
)
def test_band__tolerance__then_within_or_not(text: str, measured: str, met: bool) -> None:
    band, quantity = parse_band(text), parse_quantity(measured)
    assert band is not None
    assert quantity is not None
    assert band.met_by(quantity) is met


@pytest.mark.parametrize("text", ["200", "~ soon", "5 ms ± 3 MB", "5 ± -1", "± 5", ""])
def test_parse_band__no_tolerance_or_unreadable__then_none(text: str) -> None:
    assert parse_band(text) is None


def test_str__small_time__then_readable() -> None:
    assert str(Quantity.of(4.2e-8, Dimension.TIME)) == "42 ns"
    assert str(Target("p99", Comparison.LESS, Quantity.of(0.025, Dimension.TIME))) == "p99 < 25 ms"


@given(st.text(max_size=40))
def test_parsers__any_text__then_no_exception(text: str) -> None:
    parse_quantity(text)
    parse_target(text)
    parse_band(text)
