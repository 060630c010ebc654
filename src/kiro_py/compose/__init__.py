"""I am the only one who knows everybody; I build the house and step aside."""
