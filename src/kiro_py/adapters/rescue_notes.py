"""Notes of tokens that are on their way into the credentials file.

Getting a file safely onto the disk takes milliseconds, and the old refresh token is dead by then.
A note takes some microseconds: it is handed to the system, which keeps it when this process is
killed, and thrown away as soon as the file has its content.

Rule 1.  A note is its credential's, and only whoever has the turn to renew it leaves one.

Rule 2.  It counts only for a file that still has the refresh token that was spent.
"""

import contextlib
import os
from pathlib import Path
from typing import Final

import msgspec

from kiro_py.pool.credential import Tokens
from kiro_py.secret import Secret

NOTE_SUFFIX: Final = ".rescue"
"""What a note is called, after the hidden name of the file and the number of the credential."""

_OWNER_ONLY: Final = 0o600
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW


class _Note(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """`spent` is the fingerprint of the refresh token that the others came for."""

    spent: str
    access_token: str | None = None
    refresh_token: str | None = None
    expires_at: float | None = None
    profile_arn: str | None = None


class RescueNotes:
    """The notes beside `guarded`; they fail silently, for the file itself is what counts."""

    def __init__(self, guarded: Path) -> None:
        self.guarded = guarded
        self._ready: dict[int, int] = {}

    def prepare(self, credential_id: int) -> None:
        """Open an empty note beforehand, unless there is one: making a file takes its time."""
        flags = _FLAGS | os.O_EXCL
        with contextlib.suppress(OSError):
            self._ready[credential_id] = os.open(self._path(credential_id), flags, _OWNER_ONLY)

    def dismiss(self, credential_id: int) -> None:
        """Remove the note that was prepared and not left."""
        descriptor = self._ready.pop(credential_id, None)
        if descriptor is not None:
            os.close(descriptor)
            with contextlib.suppress(OSError):
                self._path(credential_id).unlink()

    def leave(self, credential_id: int, spent: Secret, tokens: Tokens) -> None:
        """Note what `spent` was exchanged for, in one write of a few hundred bytes."""
        note = _Note(
            spent=spent.fingerprint(),
            access_token=_revealed(tokens.access_token),
            refresh_token=_revealed(tokens.refresh_token),
            expires_at=tokens.expires_at,
            profile_arn=tokens.profile_arn,
        )
        with contextlib.suppress(OSError):
            descriptor = self._ready.pop(credential_id, None)
            if descriptor is None:
                flags = _FLAGS | os.O_TRUNC
                descriptor = os.open(self._path(credential_id), flags, _OWNER_ONLY)
            try:
                os.write(descriptor, msgspec.json.encode(note))
            finally:
                os.close(descriptor)

    def find(self, credential_id: int, current: Secret) -> Tokens | None:
        """Return what `current`, the file's refresh token, was exchanged for, if it was."""
        note = self._read(credential_id)
        if note is None or note.spent != current.fingerprint():
            return None
        return Tokens(
            access_token=_secret(note.access_token),
            refresh_token=_secret(note.refresh_token),
            expires_at=note.expires_at,
            profile_arn=note.profile_arn,
        )

    def throw_away(self, credential_id: int, written: Secret) -> None:
        """Remove the note that says `written`, which is in the file now."""
        note = self._read(credential_id)
        if note is not None and note.refresh_token == written.reveal():
            with contextlib.suppress(OSError):
                self._path(credential_id).unlink()

    def _read(self, credential_id: int) -> _Note | None:
        try:
            return msgspec.json.decode(self._path(credential_id).read_bytes(), type=_Note)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None

    def _path(self, credential_id: int) -> Path:
        target = self.guarded.resolve()
        return target.with_name(f".{target.name}.{credential_id}{NOTE_SUFFIX}")


def _revealed(secret: Secret | None) -> str | None:
    return None if secret is None else secret.reveal()


def _secret(text: str | None) -> Secret | None:
    return None if text is None else Secret(text)
