"""I sign people in to Kiro: I show them where, wait for them, and give what they got a place."""
