"""I am Kiro, as far as the wire can tell."""
