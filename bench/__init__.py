"""Measures what an update costs, beside what people would otherwise use; `make bench`."""
