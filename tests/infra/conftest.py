"""Stand-ins are servers: every test of theirs may reach this machine."""

import pytest


@pytest.fixture(autouse=True)
def reachable(loopback: None) -> None:
    """Ask for sockets on behalf of every test in this folder."""
