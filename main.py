"""The table of contents: every function that can be deployed."""

from functions.dispatch.jobs import dispatch_count_statistics
from functions.dispatch.webhooks import dispatch_client_bot, dispatch_master_bot
from functions.system.events import system_deliver
from functions.system.jobs import system_sweep_outbox

__all__ = [
    "dispatch_client_bot",
    "dispatch_count_statistics",
    "dispatch_master_bot",
    "system_deliver",
    "system_sweep_outbox",
]
