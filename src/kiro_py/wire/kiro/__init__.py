"""Kiro's wire: the request it takes and the events it sends."""
