"""I say in one tongue what was said in the other; same in, same out."""
