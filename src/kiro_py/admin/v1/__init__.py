"""The routes of the admin API's own version, an area a file."""
