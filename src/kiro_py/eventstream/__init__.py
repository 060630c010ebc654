"""I cut bytes into frames and refuse a frame that lies; I have never seen a socket."""
