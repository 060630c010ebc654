"""How the tables have become what they are."""
