"""What tests of functions share: the marker of those that start processes and take seconds."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "heavy: starts or kills processes and takes seconds; leave out with -m 'not heavy'"
    )
