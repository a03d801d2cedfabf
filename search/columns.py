"""Columns of all products in little memory: numbers side by side, equal texts once, places by key, sets as bits."""

from array import array
from collections.abc import Callable, Iterable, Sequence

# Keys that lie this thinly are looked up in a dictionary: a table over all of them would be mostly empty.
THIN = 16
# Where more than one product in so many is meant, a sign for every product is written first, and the number read from these.
MANY = 64
ONE = ord("1")


def bits(places: Iterable[int], size: int) -> int:
    """One number with the bits of ``places`` set."""
    field_of_bits = bytearray(size // 8 + 1)
    for place in places:
        field_of_bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(field_of_bits, "little")


def as_digits(products: int, size: int) -> str:
    """The set as text, one character a product, so that places can be found at the speed of text search."""
    return format(products, f"0{size}b")[::-1] if size else ""


class Texts:
    """A column of texts of which many are equal."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.column = array("I")

    def append(self, text: str) -> None:
        self.column.append(self.numbers.setdefault(text, len(self.numbers)))

    def sets(self) -> dict[str, int]:
        """For each text the places at which it stands, as bits."""
        fields = [bytearray(len(self.column) // 8 + 1) for _text in self.numbers]
        for place, number in enumerate(self.column):
            fields[number][place >> 3] |= 1 << (place & 7)
        return {text: int.from_bytes(fields[number], "little") for text, number in self.numbers.items()}


class Places:
    """The place of each primary key: a table by the distance from the lowest key, as long as keys lie close to each other."""

    def __init__(self, keys: Sequence[int]) -> None:
        self.size = len(keys)
        self.lowest = min(keys, default=0)
        self.span = max(keys, default=-1) - self.lowest + 1
        self.thin: dict[int, int] | None = None
        self.table = array("i")
        if self.span > THIN * (self.size + 1):
            self.thin = {key: place for place, key in enumerate(keys)}
            return
        self.table = array("i", [-1]) * self.span
        for place, key in enumerate(keys):
            self.table[key - self.lowest] = place

    def of(self, key: int) -> int:
        """Where the product with this key stands; -1 for one that is not there."""
        if self.thin is not None:
            return self.thin.get(key, -1)
        return self.table[key - self.lowest] if 0 <= key - self.lowest < self.span else -1

    def set_of(self, keys: Sequence[int]) -> int:
        """The products with these keys, as far as they are there, as bits."""
        if self.thin is not None:
            return bits((self.thin[key] for key in keys if key in self.thin), self.size)
        if len(keys) * MANY > self.size and self.lowest <= min(keys) and max(keys) < self.lowest + self.span:
            return self._set_of_many(keys)
        table, lowest, span = self.table, self.lowest, self.span
        field_of_bits = bytearray(self.size // 8 + 1)
        for key in keys:
            if 0 <= key - lowest < span and (place := table[key - lowest]) >= 0:
                field_of_bits[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(field_of_bits, "little")

    def _set_of_many(self, keys: Sequence[int]) -> int:
        """The same in less time, where every key lies between the lowest and the highest."""
        table, lowest = self.table, self.lowest
        signs = bytearray(b"0") * (self.size + 1)  # the last one is that of -1, of keys that are not there
        for key in keys:
            signs[table[key - lowest]] = ONE
        signs.pop()
        signs.reverse()
        return int(signs, 2)


def in_order(places: Iterable[int], by: Callable[[int], int]) -> "array[int]":
    """``places`` in the order of ``by``; those that are equal stay as they were."""
    return array("I", sorted(places, key=by))


def behind(places: Sequence[int], those: int) -> "array[int]":
    """``places`` with ``those`` moved to the end, both in their order."""
    is_last = format(those, "b")[::-1]
    known = len(is_last)
    front = array("I", (place for place in places if place >= known or is_last[place] == "0"))
    front.extend(place for place in places if place < known and is_last[place] == "1")
    return front
