"""Telegram: webhook bytes to events, messages to Bot API calls."""
