"""I decide whose turn it is; I fetch nothing and I am told the time."""
