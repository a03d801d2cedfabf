"""What every part of `make bench` stands on: a database server of its own, web servers, clients, the time of processors."""
