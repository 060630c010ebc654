"""I am the words both sides use: frozen types, no verbs."""
