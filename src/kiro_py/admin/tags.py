"""How two people at one thing do not undo each other's work: ETags, and `If-Match` for changes."""

from typing import Annotated, TypeAlias

from litestar.params import HeaderParameter

IfMatch: TypeAlias = Annotated[
    str | None, HeaderParameter(name="If-Match", description="The ETag of what is to be changed.")
]


def tagged(version: str) -> dict[str, str]:
    """Return the header that tells a version."""
    return {"etag": f'"{version}"'}


def is_meant(if_match: str | None, version: str) -> bool:
    """Whether a change is meant for `version`: without `If-Match` it is, whatever that is."""
    if if_match is None:
        return True
    named = {tag.strip().removeprefix("W/").strip('"') for tag in if_match.split(",")}
    return bool(named & {"*", version})
