"""The port of named requirements for going live. Higher rooms register theirs in ``AppConfig.ready()``."""

from collections.abc import Callable

from catalogue.models import Listing
from catalogue.problems import Problem

Requirement = Callable[[Listing], list[Problem]]
# A proof finder names what has been proved for a listing, for example ``pgs_organic``: guards ask for it before they refuse a claim.
ProofFinder = Callable[[Listing], set[str]]

_requirements: dict[str, Requirement] = {}
_proof_finders: dict[str, ProofFinder] = {}


def register_requirement(name: str, check: Requirement) -> None:
    """Add a requirement. Raises ``ValueError`` when the name is already used for another function."""
    if _requirements.setdefault(name, check) is not check:
        raise ValueError(f"The requirement {name!r} is registered twice.")


def register_proofs(name: str, find: ProofFinder) -> None:
    """Add a source of proofs. Raises ``ValueError`` when the name is already used for another function."""
    if _proof_finders.setdefault(name, find) is not find:
        raise ValueError(f"The source of proofs {name!r} is registered twice.")


def requirement_names() -> list[str]:
    """The registered names."""
    return list(_requirements)


def problems_by_name(listing: Listing) -> dict[str, list[Problem]]:
    """What each requirement says, by its name; an empty list where it is met."""
    return {name: check(listing) for name, check in _requirements.items()}


def problems_of(listing: Listing) -> list[Problem]:
    """Every problem of every requirement; empty when the listing may go live."""
    return [problem for check in _requirements.values() for problem in check(listing)]


def proofs_of(listing: Listing) -> frozenset[str]:
    """Everything that has been proved for the listing."""
    return frozenset(proof for find in _proof_finders.values() for proof in find(listing))
