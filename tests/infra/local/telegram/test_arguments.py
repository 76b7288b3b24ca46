"""How large the files of a call may be."""

import pytest

from infra.local.telegram.arguments import parse
from infra.local.telegram.errors import ApiError

HEAD = b'--x\r\nContent-Disposition: form-data; name="document"; filename="a.bin"\r\n\r\n'


def form(size: int) -> bytes:
    return HEAD + bytes(size) + b"\r\n--x--\r\n"


def test_a_file_of_fifty_megabytes_is_taken() -> None:
    arguments = parse("multipart/form-data; boundary=x", form(50 * 2**20))
    assert len(arguments.files["document"].content) == 50 * 2**20


def test_a_file_one_byte_larger_is_refused() -> None:
    with pytest.raises(ApiError) as refused:
        parse("multipart/form-data; boundary=x", form(50 * 2**20 + 1))
    assert refused.value.code == 413
