"""Electricians on call: an order from the client's first message to the master's earnings."""
