"""Words in the cells of a spreadsheet file: none may be taken for a formula."""

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(text: object) -> str:
    """A text with an apostrophe before it where it begins like a formula. For words; figures are ours and stay figures."""
    plain = str(text)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def plain(cell: str) -> str:
    """The same text read back: without the apostrophe that ``safe`` put before it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
