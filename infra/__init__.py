"""How the house is deployed, looked after and run on a laptop."""
