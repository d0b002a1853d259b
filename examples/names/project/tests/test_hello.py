from names import hello


def test_hello__a_name__then_greeted() -> None:
    assert hello("a") == "hello a"
