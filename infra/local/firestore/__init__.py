"""Stands in for Firestore: the real gRPC protocol on SQLite, durable, for a laptop and for tests.

Run it with ``python -m infra.local.firestore --port 8081``; every Firestore client finds it by the setting
``FIRESTORE_EMULATOR_HOST``.
"""
