"""I read the settings once, refuse bad ones by name, and hand each room its own frozen piece."""
