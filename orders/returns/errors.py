"""Why something can not be given back, or a return not be answered like this. Each carries what its screen needs to say so."""

from django.utils.functional import Promise


class ReturnRefused(Exception):
    """``code`` for programs, ``reason`` for people; ``line_id`` names the line record, if it is one."""

    def __init__(self, code: str, reason: str | Promise, *, line_id: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.line_id = line_id
