"""I answer each operation: a call in, a reply out; I have never seen a socket."""
