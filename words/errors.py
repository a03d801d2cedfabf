"""Why a decision about words was refused. The message is in the words of the one who reads it."""


class WordsRefused(ValueError):
    """The words can not take the place of the English ones."""


class UnknownSentence(LookupError):
    """No screen says this sentence."""
