"""What can go wrong with cash, by name."""


class CashRefused(Exception):
    """Nothing is to be paid at the door for this part, or another sum was counted than its receipts say."""


class NotAsSeen(Exception):
    """The cash was counted, banked or given back by somebody else meanwhile."""
