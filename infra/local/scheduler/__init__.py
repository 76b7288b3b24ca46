"""Cloud Scheduler on a laptop: calls the scheduled functions by the clock, and signs for who is calling."""
