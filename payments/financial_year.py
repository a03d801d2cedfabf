"""The Indian financial year: from 1 April to 31 March. Numbers of tax papers begin anew with it (CGST rule 46(b))."""

from dataclasses import dataclass
from datetime import date

FIRST_MONTH = 4


@dataclass(frozen=True)
class FinancialYear:
    """Told by the calendar year in which it begins: 2026 is 2026-27."""

    first: int

    @property
    def words(self) -> str:
        """As people write it: ``2026-27``."""
        return f"{self.first}-{(self.first + 1) % 100:02d}"

    @property
    def starts_on(self) -> date:
        return date(self.first, FIRST_MONTH, 1)

    @property
    def ends_on(self) -> date:
        return date(self.first + 1, FIRST_MONTH - 1, 31)


def financial_year(day: date) -> FinancialYear:
    """The financial year of an Indian day."""
    return FinancialYear(day.year if day.month >= FIRST_MONTH else day.year - 1)
