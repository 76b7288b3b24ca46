"""Firestore triggers: carries every change of a document to the functions that ask for it, at least once."""
