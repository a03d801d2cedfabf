"""Problems that a person can solve: printed as what is wrong and what to do, without a trace."""


class StartProblem(Exception):
    """Something stops the start. ``str()`` is the text for the person: what is wrong, then what to do."""


def disk_full(folder: object) -> StartProblem:
    """The disk under ``folder`` has no room left."""
    return StartProblem(f"The disk is full: nothing more can be written to {folder}.\nFree some space, then run the same command again.")
