"""Each of my files touches one real thing."""
