"""I am the model behind the service: small, scripted, and the same every time."""
