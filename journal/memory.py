"""How the C library keeps free memory for the threads of a web process. A system that knows no such thing is left as it is."""

import ctypes

# As <malloc.h> of glibc names it.
M_ARENA_MAX = -8
ARENAS = 2


def few_arenas() -> None:
    """Let all threads share two stores of free memory.

    Left to itself the library gives each of eight threads one of its own, and what one gave back no other uses: 6 MB a process. Python
    lets one thread run at a time, so they hardly ever wait for each other there.
    """
    if setter := _function("mallopt"):
        setter(M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Hand free memory back to the system, after something that needed much for a moment."""
    if trim := _function("malloc_trim"):
        trim(0)


def _function(name: str) -> "ctypes._NamedFuncPointer | None":
    return getattr(ctypes.CDLL(None), name, None)
