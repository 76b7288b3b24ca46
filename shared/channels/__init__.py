"""One vocabulary for every messenger; a vendor's words stop at its ``inbound.py``."""
