"""I tell clients where the gateway is, in their own settings."""
