"""I sign people in to Kiro from a terminal."""
