"""The table of contents: every function that can be deployed."""

from functions.dispatch.events import dispatch_show_order
from functions.dispatch.jobs import dispatch_count_statistics
from functions.dispatch.webhooks import dispatch_client_bot, dispatch_master_bot
from functions.system.api import system_sheet_edit
from functions.system.events import system_deliver
from functions.system.jobs import system_balance_ledger, system_sweep_outbox, system_sync_sheets

__all__ = [
    "dispatch_client_bot",
    "dispatch_count_statistics",
    "dispatch_master_bot",
    "dispatch_show_order",
    "system_balance_ledger",
    "system_deliver",
    "system_sheet_edit",
    "system_sweep_outbox",
    "system_sync_sheets",
]
