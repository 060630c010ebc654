"""I check pictures and documents."""

import base64
import binascii
from collections.abc import Iterator

from kiro_py.simulator.model.conversation import DocumentBlock, ImageBlock, UserMessage
from kiro_py.simulator.strictness.body import IMAGE_FORMATS
from kiro_py.simulator.strictness.inspection import Found, Inspection
from kiro_py.simulator.strictness.pictures import Picture, recognise

MAX_IMAGES = 10
MAX_IMAGE_BYTES = 3_932_160
"""3.75 MiB, the ceiling that was reported for the service."""

MAX_IMAGE_SIDE = 8_000


def too_many_images(inspection: Inspection) -> Found | None:
    """Find a message with more than ten images."""
    for index, turn in _user_turns(inspection):
        if len(turn.images or ()) > MAX_IMAGES:
            return Found(f"messages.{index} has more than {MAX_IMAGES} images")
    return None


def image_format_unknown(inspection: Inspection) -> Found | None:
    """Find an image whose format the service has no word for (`jpg` is none)."""
    for where, image in _images(inspection):
        if image.format not in IMAGE_FORMATS:
            return Found(f"{where}: format {image.format!r}")
    return None


def bytes_not_base64(inspection: Inspection) -> Found | None:
    """Find an image or a document whose bytes are no base64 (a data URL, say)."""
    for where, block in [*_images(inspection), *_documents(inspection)]:
        if _plain(block) is None:
            return Found(f"{where}: not base64")
    return None


def image_is_another(inspection: Inspection) -> Found | None:
    """Find an image whose bytes are of another format than it says."""
    for where, image in _images(inspection):
        picture = _picture(image)
        if picture is None or picture.format != image.format:
            seen = picture.format if picture else "no picture"
            return Found(f"{where}: says {image.format}, is {seen}")
    return None


def image_too_heavy(inspection: Inspection) -> Found | None:
    """Find an image with too many bytes."""
    for where, image in _images(inspection):
        if len(_plain(image) or b"") > MAX_IMAGE_BYTES:
            return Found(f"{where}: over {MAX_IMAGE_BYTES} bytes")
    return None


def image_too_large(inspection: Inspection) -> Found | None:
    """Find an image with a side of more than 8,000 pixels."""
    for where, image in _images(inspection):
        picture = _picture(image)
        if picture is not None and max(picture.width, picture.height) > MAX_IMAGE_SIDE:
            return Found(f"{where}: {picture.width} x {picture.height}")
    return None


def document_named_twice(inspection: Inspection) -> Found | None:
    """Find two documents of one name in the conversation."""
    seen: set[str] = set()
    for where, document in _documents(inspection):
        if document.name in seen:
            return Found(f"{where}: name {document.name!r}")
        seen.add(document.name)
    return None


def documents_not_supported(inspection: Inspection) -> Found | None:
    """Find a document for a model that takes none."""
    if inspection.model is None or inspection.model.takes_documents:
        return None
    return next((Found(where) for where, _ in _documents(inspection)), None)


def document_locked(inspection: Inspection) -> Found | None:
    """Find a PDF that needs a password."""
    for where, document in _documents(inspection):
        data = _plain(document) or b""
        if document.format == "pdf" and b"/Encrypt" in data:
            return Found(where)
    return None


def _user_turns(inspection: Inspection) -> Iterator[tuple[int, UserMessage]]:
    for index, turn in enumerate(inspection.conversation.turns):
        if isinstance(turn, UserMessage):
            yield index, turn


def _images(inspection: Inspection) -> Iterator[tuple[str, ImageBlock]]:
    for index, turn in _user_turns(inspection):
        for number, image in enumerate(turn.images or ()):
            yield f"messages.{index}.images[{number}]", image


def _documents(inspection: Inspection) -> Iterator[tuple[str, DocumentBlock]]:
    for index, turn in _user_turns(inspection):
        for number, document in enumerate(turn.documents or ()):
            yield f"messages.{index}.documents[{number}]", document


def _plain(block: ImageBlock | DocumentBlock) -> bytes | None:
    try:
        return base64.b64decode(block.source.bytes, validate=True)
    except (binascii.Error, ValueError):
        return None


def _picture(image: ImageBlock) -> Picture | None:
    return recognise(_plain(image) or b"")
