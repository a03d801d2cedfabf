"""Value types for money: paise, exact splits, words. No tables."""
