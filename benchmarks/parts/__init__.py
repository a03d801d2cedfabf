"""The parts of `make bench`, each by its name: ``make bench ARGS="--only listing,flat"``."""
