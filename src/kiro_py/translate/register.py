"""I keep what must be told apart throughout one conversation."""

from dataclasses import dataclass, field
from enum import Enum

from kiro_py.translate.media import DocumentNames
from kiro_py.translate.pairing import CallIds
from kiro_py.translate.tools import ToolNames


class Replay(Enum):
    """How the reasoning of earlier turns is told again."""

    NATIVE = "native"
    TAGS = "tags"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Register:
    """The names and ids in use, and how reasoning is told again."""

    names: ToolNames
    replay: Replay = Replay.NOT
    call_ids: CallIds = field(default_factory=CallIds)
    document_names: DocumentNames = field(default_factory=DocumentNames)
