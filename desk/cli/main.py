"""`krisekanal`: what makes it quick comes before everything else that is imported (adr 0025)."""

from desk.cli import lazily


def main() -> None:
    lazily.begin()
    from desk.cli import door  # noqa: PLC0415  # named after that, and so executed part by part

    door.enter()


if __name__ == "__main__":
    main()
