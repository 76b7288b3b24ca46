"""Lets coverage guide the hostile bodies, for whoever has ``atheris`` (`pip install atheris`; nothing else needs it).

``python -m tests.faults.guided -atheris_runs=200000``; further options are libFuzzer's. A body that fails is kept.
"""

from __future__ import annotations

import json
import sys

import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]  # an optional tool

with atheris.instrument_imports(include=["shared.channels", "shared.conversation", "functions.dispatch"]):
    from tests.faults.grammar import Bodies
    from tests.faults.hostile import Stomach

SEEDS = 300
_stomach = Stomach()


def one(body: bytes) -> None:
    """Digest a body as it comes, and once more as the text of a message."""
    _stomach.swallow(body)
    text = body.decode(errors="surrogateescape")
    said = {"message_id": 1, "chat": {"id": 5, "type": "private"}, "from": {"id": 5}, "date": 1, "text": text}
    _stomach.swallow(json.dumps({"update_id": 1, "message": said}).encode())


def main() -> None:
    """Fuzz until told to stop, beginning with bodies of the grammar."""
    for number in range(SEEDS):
        one(Bodies(number).body())
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
