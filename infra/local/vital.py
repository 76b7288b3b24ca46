"""Decides what a failure of the work a stand-in exists for leads to: its end, so that whoever watches restarts it."""

from __future__ import annotations

import asyncio
import os
import traceback
from collections.abc import Coroutine


def vital(work: Coroutine[None, None, None]) -> asyncio.Task[None]:
    """Start ``work``; a stand-in that stopped working and still answers would be worse than none."""
    task = asyncio.create_task(work)
    task.add_done_callback(_end_with)
    return task


def _end_with(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        traceback.print_exception(error)
        os._exit(1)
