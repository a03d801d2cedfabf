"""A share of an amount, in whole paise: how a fee follows what is left of the goods it was taken for."""


def in_proportion(paise: int, share: int, whole: int) -> int:
    """``paise`` x ``share`` / ``whole``, half a paisa up; nothing of nothing. Grows by at most one where ``share`` grows by one."""
    return (2 * paise * share + whole) // (2 * whole) if whole else 0
