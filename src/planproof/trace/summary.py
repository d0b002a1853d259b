"""What a trace holds, in lines for a person and as data: `record` prints it at its end, `trace info` any time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from planproof.trace.atf.manifest import Balance, Manifest

__all__ = ["exit_text", "info_data", "info_lines", "recorded_lines", "totals"]

_WIDTH = 12


def totals(balances: Sequence[Balance]) -> tuple[int, int, int]:
    """Events emitted, persisted and dropped over all lanes."""
    dropped = sum(sum(balance.dropped.values()) for balance in balances)
    return sum(balance.emitted for balance in balances), sum(balance.persisted for balance in balances), dropped


def exit_text(manifest: Manifest) -> str:
    """How the command ended: `exit code 3`, `killed by signal 9`, or that nobody saw it end."""
    if not manifest.exit:
        return "nobody saw it end"
    if "signal" in manifest.exit:
        return f"killed by signal {manifest.exit['signal']}"
    return f"exit code {manifest.exit.get('code', 0)}"


def recorded_lines(manifest: Manifest, folder: str) -> list[str]:
    """The lines at the end of a recording: what was kept, what was dropped and why, what can't be seen."""
    emitted, _, dropped = totals(manifest.conservation)
    processes, threads = len(manifest.processes), len(manifest.conservation)
    counted = f"{emitted:,} events of {_number(threads, 'thread')} in {_number(processes, 'process')}"
    lines = [f"recorded {counted}, {_dropped_text(dropped, manifest)}: {folder}"]
    if not manifest.processes:
        lines.append(
            "no Python process joined, so nothing was hooked: programs that aren't Python, `python -I`, `-E` and `-S` are not"
        )
    return lines + [f"warning: {text}" for text in manifest.warnings]


def info_lines(manifest: Manifest, folder: str, size_bytes: int, so_far: int = 0) -> list[str]:
    """A trace's head, a fact a line.

    Args:
        manifest: the head.
        folder: where it lies.
        size_bytes: of all its files.
        so_far: events in the files of a trace that isn't closed; its balances come when it is.
    """
    emitted, persisted, dropped = totals(manifest.conservation)
    closed = manifest.closed or "not closed: still recorded, or its controller was killed (planproof trace repair)"
    facts = [
        ("trace", folder),
        ("command", " ".join(manifest.command)),
        ("recorder", f"{manifest.recorder}, back end {manifest.backend}"),
        ("started", manifest.started),
        ("closed", closed),
        ("exit", exit_text(manifest)),
        ("clock", f"{manifest.clock.mode}, +-{manifest.clock.error_ns} ns"),
        ("processes", f"{len(manifest.processes)}"),
        ("threads", f"{len(manifest.conservation)}"),
        ("events", f"{emitted:,} emitted, {persisted:,} kept" if manifest.closed else f"{so_far:,} written so far"),
        ("dropped", f"{dropped:,}" + _reasons(manifest)),
        ("unaccounted", f"{emitted - persisted - dropped:,}"),
        ("on disk", f"{size_bytes:,} bytes" + (f", {size_bytes / persisted:.1f} an event" if persisted else "")),
    ]
    lines = [f"{name:<{_WIDTH}}{text}" for name, text in facts]
    return lines + [f"warning: {text}" for text in manifest.warnings]


def info_data(manifest: Manifest, folder: str, size_bytes: int) -> dict[str, Any]:
    """The same for `--json`: the manifest itself and the sums over its lanes."""
    emitted, persisted, dropped = totals(manifest.conservation)
    sums = {"emitted": emitted, "persisted": persisted, "dropped": dropped}
    return {
        "trace": folder,
        "sizeBytes": size_bytes,
        "totals": {**sums, "unaccounted": emitted - persisted - dropped},
        "manifest": msgspec.to_builtins(manifest),
    }


def _dropped_text(dropped: int, manifest: Manifest) -> str:
    return f"{dropped:,} dropped{_reasons(manifest)}" if dropped else "nothing dropped"


def _reasons(manifest: Manifest) -> str:
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in sorted(manifest.drops.items()))
    return f" ({reasons})" if reasons else ""


def _number(count: int, word: str) -> str:
    plural = "processes" if word == "process" else f"{word}s"
    return f"{count:,} {word if count == 1 else plural}"
