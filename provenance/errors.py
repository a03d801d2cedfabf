"""The failures of this room, each a named exception."""


class LotRefused(ValueError):
    """The lot can not be written down as it was given."""


class LotWithdrawn(Exception):
    """The lot has been withdrawn already, or is asked to do what only a lot in order may do."""


class PiecesPromised(Exception):
    """Orders that were placed need these pieces; at most ``most`` may be taken out."""

    def __init__(self, promised: int, most: int) -> None:
        super().__init__(f"{promised} pieces are promised to orders; at most {most} may be taken out.")
        self.promised = promised
        self.most = most


class NotEnoughInLots(Exception):
    """Fewer pieces lie in the lots than are wanted."""

    def __init__(self, wanted: int, found: int) -> None:
        super().__init__(f"{wanted} pieces are wanted, {found} lie in lots that are in order.")
        self.wanted = wanted
        self.found = found


class TooLateToTakeBack(Exception):
    """The ten minutes in which a sale elsewhere can be taken back are over."""
