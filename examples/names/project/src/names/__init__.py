"""Names."""


def hello(name: str) -> str:
    """Greets."""
    return f"hello {name}"
