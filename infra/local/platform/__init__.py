"""The functions' platform: starts each function as its own process and passes requests on to it."""
