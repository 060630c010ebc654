"""The gateway's own database: what is asked of it is in the ports, what is in it in `tables`."""
