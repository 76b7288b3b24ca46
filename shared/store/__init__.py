"""Firestore as the house uses it: records, conditional commits, queries, leases."""
