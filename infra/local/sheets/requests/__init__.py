"""The requests of ``spreadsheets.batchUpdate``, by what they act on."""
