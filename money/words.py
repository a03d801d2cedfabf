"""How amounts are written for people: Indian grouping, no paise where there are none."""


def grouped(number: int) -> str:
    """A whole number with Indian grouping: ``1245000`` becomes ``12,45,000``."""
    digits = str(abs(number))
    head, tail = digits[:-3], digits[-3:]
    pairs: list[str] = []
    while head:
        pairs.insert(0, head[-2:])
        head = head[:-2]
    return ("-" if number < 0 else "") + ",".join([*pairs, tail])


def rupees(paise: int) -> str:
    """An amount such as ``₹1,24,500`` or ``₹640.50``; a negative one as ``-₹640``."""
    whole, rest = divmod(abs(paise), 100)
    return ("-" if paise < 0 else "") + "₹" + grouped(whole) + (f".{rest:02d}" if rest else "")


def exact(paise: int) -> str:
    """An amount to the paisa and without the sign of the currency, for columns: ``1,24,500.00``."""
    whole, rest = divmod(abs(paise), 100)
    return ("-" if paise < 0 else "") + f"{grouped(whole)}.{rest:02d}"
