"""The key that credentials are sealed with where replicas share them."""

from dataclasses import dataclass
from pathlib import Path

from kiro_py.config.document import read_file
from kiro_py.config.settings import Settings
from kiro_py.errors import ConfigInvalid
from kiro_py.secret import Secret


@dataclass(frozen=True, slots=True)
class SecretKeys:
    """The key, and the one before it as long as something may be sealed with that."""

    key: Secret
    previous: Secret | None


def secret_keys(settings: Settings) -> SecretKeys:
    """Return what `secretKey`, `secretKeyFile` and `previousSecretKey` say.

    Raises `ConfigInvalid`, which names the setting, when there is no key or two of them, or when
    the file cannot be read.
    """
    key, file = settings.secret_key, settings.secret_key_file
    if key is not None and file is not None:
        raise ConfigInvalid("config", "secretKeyFile", "there is a secretKey, too: keep one")
    if file is not None:
        key = _from_file(Path(file))
    if key is None:
        problem = (
            "it is missing: credentials in PostgreSQL are sealed with it. Choose 32 characters or "
            "more, the same for every replica, here or in secretKeyFile"
        )
        raise ConfigInvalid("config", "secretKey", problem)
    return SecretKeys(key, settings.previous_secret_key)


def _from_file(path: Path) -> Secret:
    try:
        data = read_file(path)
        text = None if data is None else data.decode().strip()
    except ConfigInvalid as invalid:
        raise ConfigInvalid("config", "secretKeyFile", f"{path}: {invalid.problem}") from None
    except UnicodeDecodeError:
        raise ConfigInvalid("config", "secretKeyFile", f"{path}: it is no text") from None
    if not text:
        told = "there is no such file" if text is None else "the file is empty"
        raise ConfigInvalid("config", "secretKeyFile", f"{path}: {told}")
    return Secret(text)
