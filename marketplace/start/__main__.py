"""Entry point of `make run`, `make test` and `make lint`. Kept readable for old Pythons, so that they can say they are old."""

import sys

OLDEST = (3, 11)


def main():  # type: () -> int
    """Check the Python, then do what was asked."""
    if sys.version_info < OLDEST:
        sys.stderr.write(
            "Ladakh Bazaar needs Python %d.%d or newer; this is %d.%d.\n"
            "Name a newer one, for example: make run PYTHON=python3.12\n" % (OLDEST + tuple(sys.version_info[:2]))
        )
        return 2
    from marketplace.start.commands import dispatch

    return dispatch(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
