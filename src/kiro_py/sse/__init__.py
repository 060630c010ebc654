"""I write events as text/event-stream, and nothing else."""
