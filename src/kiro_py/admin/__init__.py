"""I am the keeper's door: I show and change the pool; no prompt passes through me."""
