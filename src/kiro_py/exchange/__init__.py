"""I carry one request from first byte to last, and I am the only loop."""
