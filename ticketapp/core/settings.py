"""Settings from the environment (`TICKETAPP_*`) and `.env`, typed and checked at start."""

import difflib
import json
import os
import secrets
from email.headerregistry import Address
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from dotenv import dotenv_values
from pydantic import (
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ticketapp.core.errors import CannotStart
from ticketapp.core.private_files import write_privately

PREFIX = "TICKETAPP_"
DOTENV = Path(".env")
SECRET_BYTES = 32
CommaSeparated = Annotated[tuple[str, ...], NoDecode]


class Switch(StrEnum):
    on = "on"
    off = "off"


class Settings(BaseSettings):
    """All that can be configured. `docs/operations.md` has the same list for people."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=DOTENV, extra="ignore", frozen=True
    )

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    public_url: str = ""
    data_dir: Path = Path("data")
    site_name: str = Field("Ticketapp", min_length=1, max_length=60)
    workers: int = Field(1, ge=1, le=64)
    trusted_proxies: CommaSeparated = ()
    cors_origins: CommaSeparated = ()

    mongodb_uri: str = ""
    mongodb_db: str = Field("ticketapp", pattern=r"^[A-Za-z0-9_-]{1,38}$")
    redis_url: str = ""

    jwt_secret: SecretStr = SecretStr("")
    ticket_signing_key: SecretStr = SecretStr("")
    second_factor_required: Switch = Switch.off

    smtp_host: str = ""
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_from: str = ""

    reminder_hours: int = Field(24, ge=0, le=720)

    rate_limits: Switch = Switch.on
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"
    demo: bool = True

    _embedded_uri: str = PrivateAttr("")
    _has_catcher: bool = PrivateAttr(default=False)

    @property
    def embedded(self) -> bool:
        """Whether the app owns its MongoDB, and with it the developer's conveniences."""
        return not self.mongodb_uri

    @property
    def catches_mail(self) -> bool:
        """Whether mail goes to the local catcher and its mailbox page, not out into the world."""
        return self._has_catcher or (self.embedded and not self.smtp_host)

    @property
    def mailbox(self) -> Path:
        """Where the local catcher keeps what it caught."""
        return self.data_dir / "mailbox"

    @property
    def database_uri(self) -> str:
        """Where the database answers: the given one, else the embedded one once it runs."""
        return self.mongodb_uri or self._embedded_uri

    def with_embedded_database(self, uri: str) -> Self:
        """The same settings, on an embedded database that runs at `uri`."""
        settings = self.model_copy()
        settings._embedded_uri = uri  # noqa: SLF001 - our own, on a copy
        return settings

    def with_mail_catcher(self, host: str, port: int) -> Self:
        """The same settings, with the local catcher that listens there as their mail server."""
        address = {"smtp_host": host, "smtp_port": port, "smtp_security": "none"}
        settings = self.model_copy(update=address)
        settings._has_catcher = True  # noqa: SLF001 - our own, on a copy
        return settings

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")

    @field_validator("trusted_proxies", "cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ip_network(network)
        return value

    @field_validator("public_url")
    @classmethod
    def _is_a_plain_origin(cls, value: str) -> str:
        value = value.rstrip("/")
        scheme, _, rest = value.partition("://")
        if value and (scheme not in {"http", "https"} or not rest or "/" in rest):
            raise ValueError("must look like https://tickets.example.org, without a path")
        return value

    @field_validator("mongodb_uri")
    @classmethod
    def _names_its_protocol(cls, value: str) -> str:
        if value and not value.startswith(("mongodb://", "mongodb+srv://")):
            raise ValueError("must begin with mongodb:// or mongodb+srv://")
        return value

    @field_validator("jwt_secret")
    @classmethod
    def _is_long_enough(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and len(value.get_secret_value().encode()) < SECRET_BYTES:
            raise ValueError(f"must have at least {SECRET_BYTES} bytes")
        return value

    @field_validator("ticket_signing_key")
    @classmethod
    def _is_an_ed25519_key(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            signing_key(value)
        return value

    @model_validator(mode="after")
    def _workers_need_redis(self) -> Self:
        if self.workers > 1 and not self.redis_url:
            raise ValueError(
                "TICKETAPP_WORKERS above 1 needs TICKETAPP_REDIS_URL, "
                "because several processes share page states and rate limits through Redis"
            )
        return self


def signing_key(value: SecretStr) -> Ed25519PrivateKey:
    """The private key in `value`: 32 bytes in hex, or a PEM."""
    text = value.get_secret_value().strip()
    try:
        if text.startswith("-----BEGIN"):
            key = load_pem_private_key(text.replace("\\n", "\n").encode(), None)
            if isinstance(key, Ed25519PrivateKey):
                return key
        else:
            return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))
    except ValueError:
        pass
    raise ValueError("must be an Ed25519 private key: 64 hex digits, or a PEM")


def load_settings() -> Settings:
    """Read, check and complete the settings, or say in one sentence which variable is wrong.

    The embedded mode makes missing secrets once and keeps them in its data folder; anywhere
    else a missing secret stops the start.
    """
    _refuse_unknown_names()
    try:
        settings = Settings()  # pyright: ignore[reportCallIssue] - filled from the environment
    except ValidationError as error:
        raise CannotStart(_sentence(error)) from None
    settings = settings.model_copy(update=_derived(settings))
    if settings.embedded:
        return settings.model_copy(update=_embedded_secrets(settings))
    for name in ("jwt_secret", "ticket_signing_key"):
        if not getattr(settings, name).get_secret_value():
            raise CannotStart(
                f"{PREFIX}{name.upper()} is not set. With a database of your own every secret "
                "must be given: `ticketapp secrets` prints a fresh set."
            )
    if not settings.smtp_host:
        raise CannotStart(
            f"{PREFIX}SMTP_HOST is not set. With a database of your own the app needs a mail "
            "server to send through."
        )
    return settings


def new_secrets() -> dict[str, str]:
    """A fresh value for every secret the app needs, by setting name."""
    return {
        "jwt_secret": secrets.token_urlsafe(48),
        "ticket_signing_key": Ed25519PrivateKey.generate().private_bytes_raw().hex(),
    }


def _derived(settings: Settings) -> dict[str, object]:
    public_url = settings.public_url or f"http://{_reachable(settings.host)}:{settings.port}"
    host = public_url.partition("://")[2].partition(":")[0]
    name = " ".join(settings.site_name.split())
    return {
        "public_url": public_url,
        "mail_from": settings.mail_from or str(Address(name, "tickets", host)),
        "data_dir": settings.data_dir.absolute(),
    }


def _reachable(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104


def _embedded_secrets(settings: Settings) -> dict[str, object]:
    path = settings.data_dir / "secrets.json"
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        missing = {name: value for name, value in new_secrets().items() if name not in kept}
        if missing:
            kept |= missing
            write_privately(path, json.dumps(kept, indent=2))
    except OSError as error:
        raise CannotStart(
            f"The data folder {settings.data_dir} can't be written ({error.strerror}). "
            f"Make it writable, or set {PREFIX}DATA_DIR to a folder that is."
        ) from None
    except ValueError:
        raise CannotStart(
            f"{path} is damaged. Restore it from a backup; "
            "without it issued tickets can't be checked."
        ) from None
    return {
        name: SecretStr(value)
        for name, value in kept.items()
        if name in Settings.model_fields and not getattr(settings, name).get_secret_value()
    }


def _refuse_unknown_names() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    given = {*os.environ, *(dotenv_values(DOTENV) if DOTENV.is_file() else {})}
    for name in sorted(given):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise CannotStart(f"{name} is not a setting.{hint} docs/operations.md lists them all.")


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    message = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return f"{message}."
    return f"{PREFIX}{str(first['loc'][0]).upper()} {message[0].lower()}{message[1:]}."
