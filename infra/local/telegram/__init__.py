"""A stand-in for the Telegram Bot API: bots talk to it over HTTP, people act through its admin address."""
