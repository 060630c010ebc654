"""I list what the inside asks of the outside, one need per file."""
