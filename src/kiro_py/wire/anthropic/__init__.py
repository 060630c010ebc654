"""The Anthropic Messages API: what a client may ask and what it gets."""
