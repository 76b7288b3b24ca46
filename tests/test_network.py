"""The network is closed to a test unless it asks, and then reaches no further than this machine."""

import socket

import pytest
import pytest_socket


def test_a_test_that_asks_for_nothing_opens_no_socket() -> None:
    with pytest.warns(UserWarning, match="tried to use"), pytest.raises(pytest_socket.SocketBlockedError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def test_a_test_that_asks_reaches_this_machine(loopback: None) -> None:  # noqa: ARG001 - asking is what it is for
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_a_test_that_asks_reaches_no_other_machine(loopback: None) -> None:  # noqa: ARG001 - as above
    with pytest.raises(pytest_socket.SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 443), timeout=1)
