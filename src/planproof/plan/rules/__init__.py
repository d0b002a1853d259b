"""The rules, one file each. A rule's docstring is its documentation and its tests; its form is:

    '''Placeholder left: a plan still holds the template's own words.

    ## Why
    One or two sentences: what goes wrong when nobody notices.

    ## Bad
    ```markdown file=ITERATION.md
    ## Working Software Goal

    [1-2_sentences_what_users_can_do] {PP108}
    ```

    ## Good
    ```markdown file=ITERATION.md
    …
    ```

    ## Fix
    What to write instead.
    '''

Examples run as tests. A fence names its file: a bare name lies in the iteration folder
`docs/progress_trackings/M1_DEMO/M1_E1_DEMO/M1_E1_I1_DEMO/`, a name that starts with `/` in the project's root; several
fences make several files (`markdown`, `toml`, `python`, … before `file=`). `{PP108}` at the end of a line marks where the
rule must fire, once for each finding; markers are taken out before the files are read. Use four backticks around a file that
holds fences of its own. Only the rule itself runs on its examples, so an example needs nothing but what the rule looks
at. There may be several `## Bad` and `## Good` parts, each its own project.

Codes are never reused. `all_rules` finds the files by their names, so adding a rule is adding a file.
"""

from __future__ import annotations

import os
from functools import lru_cache
from importlib import import_module

from planproof.plan.rule import Rule

__all__ = ["all_rules", "nearest_codes", "rule_module_name"]


@lru_cache(maxsize=1)
def _modules() -> dict[str, str]:
    # `pkgutil.iter_modules` would import `inspect`, which costs as much as a quarter of all rules.
    names = (name.partition(".")[0] for folder in __path__ for name in os.listdir(folder) if name.startswith("pp"))
    return {name[:5].upper(): name for name in names}


def rule_module_name(code: str) -> str | None:
    """Name of the module that holds a rule (`PP103` gives `planproof.plan.rules.pp103_…`), or None."""
    name = _modules().get(code.upper())
    return f"{__name__}.{name}" if name else None


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in order of its code."""
    rules = []
    for code, name in sorted(_modules().items()):
        rule: Rule = import_module(f"{__name__}.{name}").RULE
        assert rule.code == code, f"{name} holds {rule.code}"
        rules.append(rule)
    return tuple(rules)


def nearest_codes(code: str) -> str:
    """A hint for a code that no rule has: the codes with most of its characters in their places, a letter for a digit aside."""
    wanted = code.upper().translate(str.maketrans("OIL", "011"))
    same = {rule.code: sum(map(str.__eq__, rule.code, wanted)) for rule in all_rules()}
    near = sorted((each for each, count in same.items() if count >= 4), key=lambda each: (-same[each], each))[:3]
    return f"nearest: {', '.join(near)}" if near else "planproof explain lists all rules"
