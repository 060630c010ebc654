"""I look after the gateway's database: its tables, and what is sealed in it."""
