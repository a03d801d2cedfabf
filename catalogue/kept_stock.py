"""The port of stock that a room above counts piece by piece: its number is not typed over on the sheet."""

from collections.abc import Callable, Mapping

from catalogue.models import Listing

# Which of these stock records (their listings by the record's key) the room keeps.
Keeper = Callable[[Mapping[int, Listing]], set[int]]
_keepers: dict[str, Keeper] = {}


def register_keeper(name: str, keeps: Keeper) -> None:
    """Add a keeper. Raises ``ValueError`` when the name is already used for another function."""
    if _keepers.setdefault(name, keeps) is not keeps:
        raise ValueError(f"The keeper {name!r} is registered twice.")


def kept(listings: Mapping[int, Listing]) -> set[int]:
    """The stock records among these that somebody keeps."""
    return {key for keeps in _keepers.values() for key in keeps(listings)}
