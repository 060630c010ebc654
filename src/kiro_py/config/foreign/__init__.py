"""I read sign-ins as other programs keep them, and say why where I cannot."""
