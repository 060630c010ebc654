"""I show and change the credentials at their owner's word."""
