"""Conversations: what is remembered of a person, what one event makes of it, and forms that cannot be lost."""
