"""How the gateway names itself to Kiro: machine ids and user agents.

A machine id is 64 hexadecimal digits.  A credential keeps the first one it was given: an id that
changed with every rotated refresh token would look like a new machine every hour.
"""

import hashlib
import re
from dataclasses import dataclass

from kiro_py.pool.credential import AuthMethod, Credential

_HEX_64 = re.compile(r"[0-9a-fA-F]{64}")
_HEX_32 = re.compile(r"[0-9a-fA-F]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The settings a name is made of; `machine_id` stands in where a credential has none."""

    kiro_version: str
    system_version: str
    node_version: str
    machine_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sdk:
    """The client library that one of Kiro's planes is used to."""

    version: str
    api: str
    features: str
    names_machine: bool = True


STREAMING = Sdk(version="1.0.34", api="codewhispererstreaming#1.0.34", features="m/E")
RUNTIME = Sdk(version="1.0.0", api="codewhispererruntime#1.0.0", features="m/N,E")
SSO_OIDC = Sdk(version="3.980.0", api="sso-oidc#3.980.0", features="m/E", names_machine=False)


def normal_machine_id(text: str) -> str | None:
    """Return `text` as 64 hexadecimal digits, or `None` when it is neither such an id nor a UUID.

    A UUID stands for its 32 digits, twice.
    """
    stripped = text.strip()
    if _HEX_64.fullmatch(stripped):
        return stripped
    digits = stripped.replace("-", "")
    return digits * 2 if _HEX_32.fullmatch(digits) else None


def derived_machine_id(credential: Credential) -> str | None:
    """Return the id that the credential's own secret makes, `None` when it has none."""
    if credential.auth_method is AuthMethod.API_KEY:
        prefix, secret = "KiroAPIKey/", credential.kiro_api_key
    else:
        prefix, secret = "KotlinNativeAPI/", credential.tokens.refresh_token
    if not secret:
        return None
    return hashlib.sha256((prefix + secret.reveal()).encode()).hexdigest()


def machine_id(credential: Credential, identity: Identity) -> str:
    """Return the credential's id, else the configured one, else the derived one."""
    found = credential.machine_id or identity.machine_id or derived_machine_id(credential)
    if found is None:
        raise ValueError(f"credential {credential.id} has no secret to derive a machine id from")
    return found


def kiro_ide(identity: Identity, machine: str) -> str:
    """Return the product's name; without a version Kiro takes an old path with short histories."""
    return f"KiroIDE-{identity.kiro_version}-{machine}"


def agent_headers(sdk: Sdk, identity: Identity, machine: str) -> dict[str, str]:
    """Return both user-agent headers of a call made with `sdk`."""
    product = kiro_ide(identity, machine) if sdk.names_machine else "KiroIDE"
    name = f"aws-sdk-js/{sdk.version}"
    return {
        "x-amz-user-agent": f"{name} {product}",
        "user-agent": (
            f"{name} ua/2.1 os/{identity.system_version} lang/js"
            f" md/nodejs#{identity.node_version} api/{sdk.api} {sdk.features} {product}"
        ),
    }
