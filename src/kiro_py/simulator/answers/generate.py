"""I answer `GenerateAssistantResponse` with a stream."""

from collections.abc import Iterable, Iterator

from kiro_py.simulator.accounts.access import admit
from kiro_py.simulator.accounts.account import Account
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.model.answer import Answer, Recording
from kiro_py.simulator.model.catalogue import DEFAULT_MODEL
from kiro_py.simulator.model.conversation import Conversation
from kiro_py.simulator.model.frames import Framing
from kiro_py.simulator.model.scene import Scene
from kiro_py.simulator.replies import Piece, PieceKind, Refusal, Reply, Stream
from kiro_py.simulator.strictness.judge import judge, judge_bytes
from kiro_py.simulator.world import World


def generate(call: Call, world: World) -> Reply:
    """Check the caller, then the body, then let the model answer."""
    if (refusal := judge_bytes(call, world.settings)) is not None:
        return refusal
    holder = admit(call, world.accounts)
    if isinstance(holder, Refusal):
        return holder
    conversation = judge(call, world.sender(holder.account), world.settings)
    if isinstance(conversation, Refusal):
        return conversation
    return _perform(conversation, holder.account, world)


def replay(recording: Recording) -> Stream:
    """Return a recorded stream as it was."""
    return Stream(_chunks(recording), seconds_between=recording.seconds_between or None)


def _perform(conversation: Conversation, account: Account, world: World) -> Stream:
    asked = conversation.current.model_id or DEFAULT_MODEL.id
    model = world.models_of(account).get(asked, DEFAULT_MODEL)
    scene = Scene(conversation, model, world.signer(account.name, model.id), world.recordings)
    performance = world.script(scene)
    if isinstance(performance, Recording):
        return replay(performance)
    return Stream(
        _metered(performance, scene, account, world),
        conversation_id=conversation.conversation_state.conversation_id,
        seconds_between=world.pace.seconds_between,
    )


def _metered(answer: Answer, scene: Scene, account: Account, world: World) -> Iterable[Piece]:
    """Yield the frames, and charge the account when the metering leaves."""
    framing = Framing(
        answer,
        scene,
        sends_metadata=world.settings.sends_metadata,
        sends_usage=world.settings.sends_token_usage,
    )
    for piece in framing:
        if piece.kind is PieceKind.METERING:
            world.accounts.spend(account.name, framing.cost)
        yield piece


def _chunks(recording: Recording) -> Iterator[Piece]:
    for start in range(0, len(recording.data), recording.chunk_bytes):
        yield Piece(recording.data[start : start + recording.chunk_bytes], PieceKind.TOKEN)
