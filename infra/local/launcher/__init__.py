"""What ``make run`` does: decides the settings, starts every part of the local cloud, watches and ends them."""
