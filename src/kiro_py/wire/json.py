"""The two shapes of JSON that pass through without being read."""

from typing import Any

import msgspec

JsonObject = dict[str, Any]
"""A JSON object whose members belong to somebody else (a tool's schema, a model's fields)."""

RawJson = msgspec.Raw
"""JSON kept as the bytes it came in, so that it leaves unchanged."""
