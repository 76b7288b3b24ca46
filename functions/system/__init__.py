"""Doors that serve every desk: deliveries, the Sheet, jobs."""
