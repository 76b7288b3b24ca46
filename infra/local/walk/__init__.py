"""A walk through the whole business: people, staff and Sheet played through the real doors."""
