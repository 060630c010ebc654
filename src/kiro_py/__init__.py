"""kiro-py: the Anthropic Messages API on top of your own Kiro subscription."""

__version__ = "0.1.0"
