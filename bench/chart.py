"""Draws the speed table: a bar a contender, the range of its runs as a line."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

_WIDTH, _LEFT, _ROW, _TOP = 760, 150, 34, 44
_OURS, _BARE = "frontdesk", "bare function"
_COLOURS = {_OURS: "#2f855a", _BARE: "#a0aec0"}
_PEER = "#4a6fa5"
_FONT = "font-family='system-ui, sans-serif' font-size='13'"


def draw(rows: Mapping[str, Any]) -> str:
    """Return the chart as SVG."""
    ordered = sorted(rows.items(), key=lambda row: row[1]["cpu_ms"]["median"])
    scale = (_WIDTH - _LEFT - 90) / max(row["cpu_ms"]["max"] for _, row in ordered)
    height = _TOP + _ROW * len(ordered) + 12
    bars = [_bar(name, row["cpu_ms"], _TOP + _ROW * at, scale) for at, (name, row) in enumerate(ordered)]
    title = "CPU of the bot's process for one update of the order form, ms; median, smallest to largest run"
    head = f"<svg xmlns='http://www.w3.org/2000/svg' width='{_WIDTH}' height='{height}' {_FONT}>"
    ground = f"<rect width='{_WIDTH}' height='{height}' fill='white'/>"
    return "\n".join([head, ground, f"<text x='12' y='24'>{escape(title)}</text>", *bars, "</svg>\n"])


def _bar(name: str, spread: Mapping[str, float], top: int, scale: float) -> str:
    width, least, most = (spread[key] * scale for key in ("median", "min", "max"))
    middle = top + 11
    return "\n".join(
        [
            f"<text x='{_LEFT - 8}' y='{top + 16}' text-anchor='end'>{escape(name)}</text>",
            f"<rect x='{_LEFT}' y='{top}' width='{width:.1f}' height='22' fill='{_COLOURS.get(name, _PEER)}'/>",
            f"<line x1='{_LEFT + least:.1f}' x2='{_LEFT + most:.1f}' y1='{middle}' y2='{middle}' stroke='#1a202c'/>",
            f"<text x='{_LEFT + most + 8:.1f}' y='{top + 16}'>{spread['median']:.2f}</text>",
        ]
    )
