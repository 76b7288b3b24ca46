"""The client bot with a sampler inside."""
