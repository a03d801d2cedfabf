"""A stock Oscar to measure against: plain settings, its own templates and views, in an environment of its own (var/bench/oscar)."""
