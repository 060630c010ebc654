"""I know who may ask, for what and how much; I am told the time."""
