"""Functions that do nothing, to hold the real ones against."""
