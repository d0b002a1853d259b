"""Short codes."""

from shortener.codes import ALPHABET, LENGTH, short_code


def test_short_code__same_address_twice__then_same_code() -> None:
    first = short_code("https://example.org/", 0)
    assert first == short_code("https://example.org/", 0)
    assert first != short_code("https://example.org/b", 0)


def test_short_code__next_attempt__then_another_code() -> None:
    codes = {short_code("https://example.org/", attempt) for attempt in range(5)}
    assert len(codes) == 5


def test_short_code__any_address__then_seven_characters_of_the_alphabet() -> None:
    for number in range(200):
        code = short_code(f"https://example.org/{number}", 0)
        assert len(code) == LENGTH
        assert set(code) <= set(ALPHABET)
