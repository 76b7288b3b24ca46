"""The desks: each a business's own system; no desk imports another."""
