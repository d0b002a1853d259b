"""Branches that are taken and branches that aren't, for coverage.py beside the recorder."""


def chosen(number: int) -> str:
    if number > 2:
        return "many"
    return "few"


def main() -> None:
    for number in range(2):
        chosen(number)


if __name__ == "__main__":
    main()
