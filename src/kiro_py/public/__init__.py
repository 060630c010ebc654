"""I am the front door: I read a request, hand it on, and write what comes back."""
