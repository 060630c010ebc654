"""I refuse what the service refuses, in its own words."""
