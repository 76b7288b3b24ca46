"""Decides how an answer is written: as JSON in UTF-8, under the media type Google names."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response


class Answer(Response):
    """A JSON body; Google indents it, on which no client may rely and for which large answers would pay."""

    media_type = "application/json; charset=UTF-8"

    def render(self, content: Any) -> bytes:  # noqa: ANN401 - any JSON
        """Encode ``content``; letters stay letters, and a number JSON does not have is an error of ours."""
        return json.dumps(content, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()
