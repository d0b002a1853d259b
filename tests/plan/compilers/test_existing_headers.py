"""Planned headers that include headers of the project: these are copied beside them, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.config import Config
from planproof.plan.compilers.existing_headers import ExistingHeaders
from planproof.plan.compilers.planned_files import PlannedFile, planned_files
from planproof.plan.desk import ProjectDesk
from planproof.plan.model import Interface
from tests.plan.compilers.plans import block, layout_of, plan_of


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in (
        ("native/include/lanes/types.h", '#pragma once\n#include "lanes/width.h"\ntypedef width lane_id;\n'),
        ("native/include/lanes/width.h", "#pragma once\n#include <stdint.h>\ntypedef uint32_t width;\n"),
        ("native/include/lanes/unused.h", "#error never read\n"),
        ("native/include/lanes/leaky.h", '#pragma once\n#include "/etc/hostname"\n'),
        ("native/src/upwards.h", '#pragma once\n#include "../include/lanes/types.h"\n'),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def headers_of(root: Path) -> ExistingHeaders:
    return ExistingHeaders(root, lambda: ProjectDesk(root, Config()).files)


def reached(root: Path, *interfaces: Interface) -> list[str]:
    copies: tuple[PlannedFile, ...] = headers_of(root).reached_by(planned_files(plan_of(*interfaces)))
    return [copy.path for copy in copies]


def said(root: Path, *interfaces: Interface) -> list[str]:
    desk = ProjectDesk(root, Config())
    return [each.message for each in desk.diagnose(interfaces[0], plan_of(*interfaces))]


USER = '#pragma once\n#include "{}"\nlane_id first(void);\n'


@pytest.mark.parametrize("written", ["lanes/types.h", "types.h"])
def test_diagnose__header_of_the_project_included__then_compiles_with_what_it_includes(
    root: Path, written: str
) -> None:
    lane = block("c", USER.format(written), "native/include/lanes/lane.h")
    assert said(root, lane) == []
    assert reached(root, lane) == ["native/include/lanes/types.h", "native/include/lanes/width.h"]


def test_diagnose__angle_brackets__then_found_too(root: Path) -> None:
    lane = block("c", "#pragma once\n#include <lanes/types.h>\nlane_id first(void);\n", "native/include/lane.h")
    assert said(root, lane) == []


def test_diagnose__header_that_is_planned_as_well__then_the_plan_counts(root: Path) -> None:
    lane = block("c", USER.format("lanes/types.h"), "native/include/lanes/lane.h")
    types = block("c", "#pragma once\ntypedef long lane_id;\n", "native/include/lanes/types.h", line=40)
    assert said(root, lane, types) == []
    assert reached(root, lane, types) == []


@pytest.mark.parametrize("name", ["lanes/leaky.h", "upwards.h", "nowhere.h", "alias.h", "outside.h"])
def test_diagnose__header_that_reaches_outside_or_is_a_link__then_not_there(root: Path, name: str) -> None:
    (root / "native/include/alias.h").symlink_to("lanes/types.h")
    (root.parent / "secret.h").write_text("typedef int lane_id;\n")
    (root / "native/include/outside.h").symlink_to(root.parent / "secret.h")
    lane = block("c", USER.format(name), "native/include/lane.h")
    (found,) = said(root, lane)
    assert "No such file" in found or "file not found" in found
    assert reached(root, lane) == []


def test_reached_by__headers_in_a_circle__then_each_once(root: Path) -> None:
    (root / "native/include/lanes/width.h").write_text('#pragma once\n#include "lanes/types.h"\ntypedef int width;\n')
    lane = block("c", USER.format("lanes/types.h"), "native/include/lane.h")
    assert len(reached(root, lane)) == 2


def test_probe_layout__field_of_an_existing_type__then_measured(root: Path) -> None:
    text = '#pragma once\n#include "lanes/types.h"\nstruct slot { lane_id id; char state; };\n'
    plan = plan_of(block("c", text, "native/include/slot.h"))
    probe = ProjectDesk(root, Config()).probe_layout(layout_of("struct slot", "id", "state"), plan)
    assert [(field.name, field.offset_bytes) for field in probe.fields] == [("id", 0), ("state", 4)]
    assert probe.size_bytes == 8
