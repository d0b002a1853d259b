"""Where written documents go: over a template or our own text, never over a person's."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.config import Config
from planproof.errors import EnvironmentFault
from planproof.plan.new import plan_new, write_new
from planproof.plan.write.deliver import Delivery, deliver, plan_delivery, text_digest

STATUS = "<!-- planproof:status -->\n{}<!-- /planproof:status -->\n"


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """An iteration as `planproof new` makes it."""
    new = None
    for level, parent in (("milestone", None), ("epic", "M1"), ("iteration", "M1_E1")):
        new = plan_new(tmp_path, Config(), level, parent, "Names")
        write_new(tmp_path, new)
    assert new
    return new.folder


def action(root: Path, folder: str, text: str, written: dict[str, str], *, beside: bool = False) -> str:
    """What happens to BACKLOGS.md, which is then written."""
    deliveries = plan_delivery(root, Config(), folder, {"BACKLOGS": text}, written, beside=beside)
    deliver(root, deliveries)
    return deliveries[0].action


def test_deliver__template_untouched__then_replaced(tmp_path: Path, folder: str) -> None:
    assert action(tmp_path, folder, "# Ours\n", {}) == "replaced"
    assert (tmp_path / folder / "BACKLOGS.md").read_text("utf-8") == "# Ours\n"


def test_deliver__template_with_one_word_changed__then_kept(tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / "BACKLOGS.md"
    mine = path.read_text("utf-8").replace("[what_could_go_wrong_or_be_late]", "rain")
    path.write_text(mine, "utf-8")
    assert action(tmp_path, folder, "# Ours\n", {}) == "kept"
    assert path.read_text("utf-8") == mine


def test_deliver__our_own_text_of_before__then_replaced(tmp_path: Path, folder: str) -> None:
    action(tmp_path, folder, "# Ours\n", {})
    assert action(tmp_path, folder, "# Ours, newer\n", {"BACKLOGS": text_digest("# Ours\n")}) == "replaced"


def test_deliver__person_changed_our_text__then_beside_only_when_asked(tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / "BACKLOGS.md"
    path.write_text("# Ours, and mine\n", "utf-8")
    written = {"BACKLOGS": text_digest("# Ours\n")}
    assert action(tmp_path, folder, "# Ours, newer\n", written) == "kept"
    assert action(tmp_path, folder, "# Ours, newer\n", written, beside=True) == "beside"
    assert path.read_text("utf-8") == "# Ours, and mine\n"
    assert path.with_name("BACKLOGS.md.new").read_text("utf-8") == "# Ours, newer\n"


def test_deliver__status_between_our_markers__then_no_change_and_kept(tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / "BACKLOGS.md"
    path.write_text("# Ours\n\n" + STATUS.format("| 1 | proved |\n"), "utf-8")
    written = {"BACKLOGS": text_digest("# Ours\n\n" + STATUS.format(""))}
    assert action(tmp_path, folder, "# Newer\n\n" + STATUS.format(""), written) == "replaced"
    assert path.read_text("utf-8") == "# Newer\n\n" + STATUS.format("| 1 | proved |\n")


def test_deliver__document_gone__then_written(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder / "BACKLOGS.md").unlink()
    assert action(tmp_path, folder, "# Ours\n", {}) == "written"


def test_deliver__folder_in_the_place_of_a_document__then_named(tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / "BACKLOGS.md"
    path.unlink()
    path.mkdir()
    with pytest.raises(EnvironmentFault, match="can't be read"):
        plan_delivery(tmp_path, Config(), folder, {"BACKLOGS": "# Ours\n"}, {}, beside=False)


def test_deliver__gone_folder__then_named_and_nothing_left(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="can't be written"):
        deliver(tmp_path, [Delivery("BACKLOGS", "gone/BACKLOGS.md", "written", "# Ours\n")])
    assert list(tmp_path.iterdir()) == []
