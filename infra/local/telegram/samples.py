"""Decides which small valid files people send when a test does not care which."""

from __future__ import annotations

import base64

JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////"
    "////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)
"""A grey picture of one point."""

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
WEBP = base64.b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00\x00\x08mdat"


def _ogg_page(packets: list[bytes], flags: int, granule: int, number: int) -> bytes:
    lacing = bytes(len(packet) for packet in packets)
    head = b"OggS\0" + bytes([flags]) + granule.to_bytes(8, "little") + b"desk" + number.to_bytes(4, "little")
    rest = bytes([len(lacing)]) + lacing + b"".join(packets)
    checksum = 0
    for byte in head + b"\0\0\0\0" + rest:
        checksum ^= byte << 24
        for _ in range(8):
            checksum = (checksum << 1) ^ (0x104C11DB7 if checksum & 0x80000000 else 0)
    return head + checksum.to_bytes(4, "little") + rest


def silence(seconds: int = 1) -> bytes:
    """Return a voice note in which nobody says anything: Ogg (RFC 3533) with Opus (RFC 7845, 20 ms a packet)."""
    opening = b"OpusHead\x01\x01\x00\x00\x80\xbb\x00\x00\x00\x00\x00"
    tags = b"OpusTags\x04\x00\x00\x00desk\x00\x00\x00\x00"
    quiet = [b"\xf8\xff\xfe"] * (50 * seconds)
    pages = [_ogg_page([opening], 2, 0, 0), _ogg_page([tags], 0, 0, 1)]
    return b"".join([*pages, _ogg_page(quiet, 4, 48000 * seconds, 2)])
