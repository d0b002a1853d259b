"""Code of its own that calls code of the standard library, which calls code of its own again."""

import json


class Thing:
    pass


def convert(thing: object) -> str:
    return "thing"


def main() -> None:
    assert json.dumps([Thing()], default=convert, indent=1) == '[\n "thing"\n]'
