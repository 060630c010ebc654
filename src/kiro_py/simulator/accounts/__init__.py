"""I know who may call, with which tokens, and what they have used up."""
