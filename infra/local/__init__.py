"""The local cloud: stand-ins that speak the protocols of the real services over real sockets."""
