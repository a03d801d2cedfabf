"""What can go wrong with what the shop pays to others, by name."""


class DueRefused(Exception):
    """More than there is, or nothing at all: ``code`` is nothing, too_much, month or challan."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
