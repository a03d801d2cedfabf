"""Measurements that take longer than a test may: `make bench`, `make soak`, `make screenshots`."""
