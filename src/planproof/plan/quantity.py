"""Numbers with units, and the figures that a plan promises: `12.5 ms`, `<1 us`, `p99 <= 25 ms`, `>= 10k req/s`.

    text ── parse_quantity ── Quantity (value as written, value in the base unit of its dimension)
    text ── parse_target ──── Target   (statistic, comparison, Quantity) ── met_by(measured)
    text ── parse_band ────── Band     (centre, tolerance)               ── met_by(measured)

Base units: seconds, bytes, per second, bytes per second, parts of one (`5 %` is 0.05), plain numbers. Prefixes are those of the SI:
`kB` and `KB` are 1000 bytes, `KiB` 1024. `m` alone is refused (minute, milli, metre?), as is `Mb` (bits?). A
figure that can't be read is None and never a guess; comparing two dimensions is an error and never a pass.
"""

from __future__ import annotations

import math
import re
from enum import StrEnum

import msgspec

from planproof.errors import UsageError
from planproof.plan.late_pattern import late_pattern

__all__ = [
    "Band",
    "Comparison",
    "Dimension",
    "Quantity",
    "Target",
    "parse_band",
    "parse_quantity",
    "parse_target",
]


class Dimension(StrEnum):
    """What a quantity measures; the value is the name of its base unit."""

    TIME = "s"
    SIZE = "B"
    RATE = "/s"
    THROUGHPUT = "B/s"
    RATIO = "of 1"
    PLAIN = ""


class Comparison(StrEnum):
    """How a measured value has to stand to the figure."""

    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="


class Quantity(msgspec.Struct, frozen=True):
    """A number with its unit.

    Attributes:
        value: the number as written, `12.5`; a multiplier beside it (`10k`) is multiplied in.
        unit: the unit as written, `ms`; empty for a plain number.
        base: the value in the base unit of the dimension, 0.0125.
        dimension: what it measures.
    """

    value: float
    unit: str
    base: float
    dimension: Dimension

    @staticmethod
    def of(base: float, dimension: Dimension) -> Quantity:
        """A quantity that was measured rather than written: `Quantity.of(0.0125, Dimension.TIME)`."""
        return Quantity(base, dimension.value, base, dimension)

    def __float__(self) -> float:
        return self.base

    def __str__(self) -> str:
        if self.dimension is Dimension.TIME and self.unit == Dimension.TIME.value and 0 < abs(self.base) < 1:
            factor, unit = next(pair for pair in _SMALL_TIMES if abs(self.base) >= pair[0] or pair[1] == "ns")
            return f"{self.base / factor:.4g} {unit}"
        return f"{self.value:.6g}{'' if self.unit in ('', '%') else ' '}{self.unit}"


class Target(msgspec.Struct, frozen=True):
    """A figure that a plan promises.

    Attributes:
        statistic: which one of a benchmark is meant: `p50`, `p95`, `p99`, `mean`, `median`, `min`, `max`, `stddev`;
            empty when the plan doesn't say.
    """

    statistic: str
    comparison: Comparison
    quantity: Quantity

    def met_by(self, measured: Quantity) -> bool:
        """Whether a measured value keeps the promise; a value that is no finite number never does.

        Raises:
            UsageError: the two are of different dimensions, so nothing can be said.
        """
        _same_dimension(self.quantity, measured)
        if not math.isfinite(measured.base):
            return False
        limit = self.quantity.base
        return {
            Comparison.LESS: measured.base < limit,
            Comparison.AT_MOST: measured.base <= limit,
            Comparison.GREATER: measured.base > limit,
            Comparison.AT_LEAST: measured.base >= limit,
        }[self.comparison]

    def __str__(self) -> str:
        return f"{self.statistic} {self.comparison} {self.quantity}".strip()


class Band(msgspec.Struct, frozen=True):
    """A value and how far from it still counts: `12.5 ms ± 10%`, `200 ± 5`, `~ 200` (10% to either side)."""

    centre: Quantity
    tolerance_base: float

    def met_by(self, measured: Quantity) -> bool:
        """Whether a measured value lies in the band; a value that is no finite number never does.

        Raises:
            UsageError: the two are of different dimensions.
        """
        _same_dimension(self.centre, measured)
        # A hair of slack, so that 11 counts as within 10 ± 10% although 10 * 0.1 is not exactly 1 in binary.
        slack = 1e-12 * max(abs(self.centre.base), abs(measured.base))
        return abs(measured.base - self.centre.base) <= self.tolerance_base + slack

    def __str__(self) -> str:
        return f"{self.centre} ± {self.tolerance_base:.6g} {self.centre.dimension.value}".strip()


_SMALL_TIMES = ((1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"))
_WITHOUT_TOLERANCE = 0.1

_MULTIPLIERS = {"": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9}
_TIMES = {
    **dict.fromkeys(("ns", "nsec", "nanosecond", "nanoseconds"), 1e-9),
    **dict.fromkeys(("us", "μs", "µs", "usec", "microsecond", "microseconds"), 1e-6),
    **dict.fromkeys(("ms", "msec", "millisecond", "milliseconds"), 1e-3),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hour", "hours"), 3600.0),
}
_SIZES = {
    **dict.fromkeys(("B", "byte", "bytes"), 1.0),
    **dict.fromkeys(("kB", "KB"), 1e3),
    "MB": 1e6,
    "GB": 1e9,
    "TB": 1e12,
    "KiB": 2.0**10,
    "MiB": 2.0**20,
    "GiB": 2.0**30,
}
_RATIOS = {"%": 0.01, "percent": 0.01}
_RATES = {"Hz": 1.0, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9, "rps": 1.0, "qps": 1.0, "tps": 1.0}
# Things that are counted. A closed list, because `<5 parsecs` must not become the number five.
_COUNTED_THINGS = """
    x times alloc allocs allocation allocations call calls error errors event events failure failures file files frame frames
    instruction instructions iteration iterations item items line lines message messages op ops operation operations query
    queries record records req reqs request requests row rows test tests thread threads token tokens transaction transactions
"""
_COUNTED = frozenset(_COUNTED_THINGS.split())

# No figure is longer; the limit keeps the patterns below from backtracking over a whole file on one line.
_LONGEST = 200

_NUMBER = r"[+-]?(?:\d{1,3}(?:[,_ ]\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d+)?|[+-]?\.\d+"
_QUANTITY = late_pattern(rf"({_NUMBER})\s*(.*)", re.DOTALL)
_COMPARISONS = {
    **dict.fromkeys(
        ("<=", "=<", "≤", "at most", "no more than", "not more than", "up to", "±", "+/-"), Comparison.AT_MOST
    ),
    **dict.fromkeys(("<", "less than", "below", "under", "faster than"), Comparison.LESS),
    **dict.fromkeys((">=", "=>", "≥", "at least", "no less than", "not less than"), Comparison.AT_LEAST),
    **dict.fromkeys((">", "more than", "above", "over"), Comparison.GREATER),
}
_STATISTICS = {
    "average": "mean", "avg": "mean", "mean": "mean", "median": "median", "max": "max", "maximum": "max", "worst": "max",
    "min": "min", "minimum": "min", "best": "min", "p50": "p50", "p95": "p95", "p99": "p99", "stddev": "stddev",
    "standard deviation": "stddev",
}  # fmt: skip
_WORDS_OF_COMPARISON = "|".join(re.escape(word) for word in sorted(_COMPARISONS, key=len, reverse=True))
_WORDS_OF_STATISTIC = "|".join(sorted(_STATISTICS, key=len, reverse=True))
_TARGET = late_pattern(
    rf"(?:(?P<before>{_WORDS_OF_STATISTIC})\b\s*(?:latency|time|rate)?\s*:?\s*)?"
    rf"(?P<comparison>{_WORDS_OF_COMPARISON})\s*(?P<quantity>.+?)"
    rf"(?:\s*(?:\(\s*|\bat\s+(?:the\s+)?|,\s*)(?P<after>{_WORDS_OF_STATISTIC})\s*\)?)?",
    re.IGNORECASE,
)
_REMARK = late_pattern(rf"\s*\((?![^()]*\b(?:{_WORDS_OF_STATISTIC})\b)[^()]*\)$", re.IGNORECASE)
_CONDITION = late_pattern(r"\s+(?:for|with|under|on)\s+(?:(?:up to|a|an|the)\s+)?\d[^.;]{0,60}$", re.IGNORECASE)
_BAND = late_pattern(r"(?P<about>~|≈|about\s)?\s*(?P<centre>[^±~≈]+?)\s*(?:(?:±|\+/-|\+-)\s*(?P<tolerance>.+))?")


def parse_quantity(text: str) -> Quantity | None:
    """A number with its unit, the whole text: `12.5 ms`, `10k req/s`, `3 MB`, `5 %`, `1,000`, `3 bytes/event`.

    Returns:
        the quantity; None when the text is anything else or its unit isn't known.
    """
    match = _QUANTITY.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if not match:
        return None
    number = float(re.sub(r"[,_ ]", "", match.group(1)))
    scaled = _scale(_normal_unit(match.group(2)))
    if scaled is None or not math.isfinite(number):
        return None
    multiplier, factor, dimension, unit = scaled
    return Quantity(number * multiplier, unit, number * multiplier * factor, dimension)


def parse_target(text: str) -> Target | None:
    """A promised figure, the whole text: `<1 us`, `p99 <= 25 ms`, `at most 3 MB`, `>= 10k req/s`, `< 10 ns per call`.

    A remark in brackets or a condition with a number may follow, `< 100 ms (64 threads)`, `< 100 us for 64 threads`, where the
    figure before it has a unit of its own and the remark names no statistic.

    Returns:
        the target; None without a comparison, a number or a unit that is known. A plain number (`< 5`) is a target
        whose unit is empty.
    """
    if len(text) > _LONGEST:
        return None
    written = text.strip().strip("`").strip()
    target = _bare_target(written)
    if target is None:
        behind = _REMARK if written.endswith(")") else _CONDITION
        target = _bare_target(behind.sub("", written))
        return target if target and target.quantity.unit else None
    return target


def _bare_target(text: str) -> Target | None:
    """A promised figure with nothing behind it."""
    match = _TARGET.fullmatch(text)
    if not match or (match["before"] and match["after"]):
        return None
    quantity = parse_quantity(match["quantity"])
    if quantity is None:
        return None
    statistic = _STATISTICS.get((match["before"] or match["after"] or "").lower(), "")
    return Target(statistic, _COMPARISONS[match["comparison"].lower()], quantity)


def parse_band(text: str) -> Band | None:
    """A value with its tolerance, the whole text: `12.5 ms ± 10%`, `200 +/- 5`, `~ 200`.

    A tolerance is a share of the value or of the value's dimension; a bare number takes the value's unit.

    Returns:
        the band; None when there is neither `~` nor a tolerance, or one of the numbers can't be read.
    """
    match = _BAND.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if not match or not (match["about"] or match["tolerance"]):
        return None
    centre = parse_quantity(match["centre"])
    if centre is None:
        return None
    if not match["tolerance"]:
        return Band(centre, abs(centre.base) * _WITHOUT_TOLERANCE)
    tolerance = parse_quantity(match["tolerance"])
    if tolerance is None or tolerance.value < 0:
        return None
    if tolerance.dimension is Dimension.RATIO and centre.dimension is not Dimension.RATIO:
        return Band(centre, abs(centre.base) * tolerance.base)
    if not tolerance.unit and centre.value:
        return Band(centre, tolerance.value * abs(centre.base / centre.value))
    return Band(centre, tolerance.base) if tolerance.dimension is centre.dimension else None


def _same_dimension(promised: Quantity, measured: Quantity) -> None:
    if promised.dimension is not measured.dimension:
        raise UsageError(
            f"{measured} can't be compared with {promised}: one is in {measured.dimension.value or 'plain numbers'}, "
            f"the other in {promised.dimension.value or 'plain numbers'}",
            hint="give the figure in the unit that the benchmark reports",
        )


def _normal_unit(text: str) -> str:
    """A unit in one spelling: `per second` and ` a second` become `/second`, spaces around `/` go."""
    unit = re.sub(r"\s*(?:\bper\b|\ban?\b|\bfor each\b)\s+", "/", text.strip())
    return re.sub(r"\s*/\s*", "/", unit)


def _scale(unit: str) -> tuple[float, float, Dimension, str] | None:
    """Multiplier (of `k`, `M`), factor to the base unit, dimension and bare unit; None for a unit that isn't known.

    The unit as a whole is tried first, so that `ms` is a time and `MB` a size before `M` is taken for a million.
    """
    for prefix, multiplier in _MULTIPLIERS.items():
        if unit.startswith(prefix):
            rest = unit[len(prefix) :].strip()
            known = _known(rest)
            # `ks`, `Mmin`: nobody writes those; a letter glued to a time is a typing error. `10k ms` is odd but clear.
            glued = prefix and rest and unit[len(prefix)].isalpha()
            if known and not glued:
                return (multiplier, *known, rest)
    return None


def _known(unit: str) -> tuple[float, Dimension] | None:
    """Factor and dimension of a unit without multiplier."""
    if not unit:
        return 1.0, Dimension.PLAIN
    for table, dimension in _TABLES:
        if unit in table:
            return table[unit], dimension
    if unit.lower() in _COUNTED:
        return 1.0, Dimension.PLAIN
    thing, slash, each = unit.partition("/")
    if not slash or "/" in each:
        return None
    return _known_ratio(thing, each)


def _known_ratio(thing: str, each: str) -> tuple[float, Dimension] | None:
    """Factor and dimension of `thing/each`: a rate, a throughput, or something for each of what is counted (`ns/call`)."""
    if each in _TIMES:
        if thing in _SIZES:
            return _SIZES[thing] / _TIMES[each], Dimension.THROUGHPUT
        counted = not thing or thing.lower() in _COUNTED
        return (1.0 / _TIMES[each], Dimension.RATE) if counted else None
    if each in _SIZES or not re.fullmatch(r"[A-Za-z][A-Za-z _-]*", each):
        return None
    return _known(thing) if thing else None


_TABLES = (
    (_TIMES, Dimension.TIME),
    (_SIZES, Dimension.SIZE),
    (_RATIOS, Dimension.RATIO),
    (_RATES, Dimension.RATE),
)
