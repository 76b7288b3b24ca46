"""Every way to break the desk that we could think of, tried on every call it makes."""
