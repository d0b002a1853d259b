"""Files of answers that somebody prepared, TOML or JSON, for where there is no terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from planproof.errors import InterviewError
from planproof.plan.interview.answers import Answers
from planproof.plan.interview.nested import flattened, line_of, refused, text_of, toml_of

__all__ = ["read_answers_file"]


def read_answers_file(path: Path) -> tuple[Answers, dict[str, str], dict[str, int]]:
    """Reads a file of answers that somebody prepared, TOML or JSON.

    Returns:
        the answers; the names of milestone, epic and iteration that it gives for folders that aren't there yet; and the
        line of each answer.

    Raises:
        InterviewError: it isn't there, is neither TOML nor JSON, or names a question that there isn't.
    """
    place = str(path)
    text = text_of(path, place)
    data = _json(text, place) if path.suffix.lower() == ".json" else toml_of(text, place)
    names = {key: name for key in ("milestone", "epic") if (name := _name_of(data, key))}
    for key in ("schema", "iteration", "approved", "written"):
        data.pop(key, None)
    wrapped = data.pop("answers", {})
    if not isinstance(wrapped, dict):
        raise refused(text, place, "answers", "answers is no table", 'for example [answers] goal = "…"')
    answers = flattened({**data, **wrapped}, text, place)
    return answers, names, {name: line_of(text, name) for name in answers}


def _name_of(data: dict[str, Any], key: str) -> str:
    """Takes `epic = "Links"` or the name of `epic = {name = "Links", about = "…"}` out of prepared answers."""
    value = data.get(key)
    if isinstance(value, dict):
        return str(value.pop("name", ""))
    return str(data.pop(key)) if isinstance(value, str) else ""


def _json(text: str, place: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise InterviewError(f"is no JSON: {error.msg}", place=f"{place}:{error.lineno}:{error.colno}") from error
    except RecursionError as error:
        raise InterviewError("is nested too deeply", place=place) from error
    if not isinstance(data, dict):
        raise InterviewError("is no JSON object", place=place, hint='for example {"goal": "…"}')
    return data
