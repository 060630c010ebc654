"""I give out keys to clients, and take them back, at the gateway's owner's word."""
