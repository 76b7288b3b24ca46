"""The walk is played against the whole local cloud."""

import pytest

from tests.stand import stand

__all__ = ["stand"]


@pytest.fixture(autouse=True)
def reachable(loopback: None) -> None:
    """Ask for sockets on behalf of every test in this folder."""
