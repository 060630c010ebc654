"""I know how Kiro wants to be addressed, and what its refusals mean; I send nothing."""
