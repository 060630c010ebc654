"""I am the hand: serve, demo, simulate, decode."""
