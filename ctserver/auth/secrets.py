"""From a password to the values that are stored, and from a name to a salt."""

import hashlib
from dataclasses import dataclass

import bcrypt

REALM = "CT-Server"
PREFIX = "$2y$10$"
SALT_LENGTH = 22
_ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_LAST = ".Oeu"  # the 22nd character carries two bits; bcrypt libraries rewrite any other one


@dataclass(frozen=True, slots=True)
class Secrets:
    bcrypt: str
    md5: str
    ha1: str


def make_secrets(username: str, password: str, salt: str, known_bcrypt: str | None = None) -> Secrets:
    """What is stored for a password; `known_bcrypt` saves the 50 ms of computing it."""
    return Secrets(
        bcrypt=known_bcrypt or bcrypt_hash(password, salt),
        md5=hashlib.md5(password.encode()).hexdigest(),
        ha1=hashlib.md5(f"{username}:{REALM}:{password}".encode()).hexdigest(),
    )


def bcrypt_hash(password: str, salt: str) -> str:
    """60 characters, with the salt's prefix. Like PHP's, it looks at 72 bytes and at nothing after a NUL."""
    return bcrypt.hashpw(password.encode().split(b"\0")[0][:72], salt.encode()).decode()


def salt_of(secret: str) -> str:
    return secret[: len(PREFIX) + SALT_LENGTH]


def derive_salt(seed: int, username: str) -> str:
    """The salt of `username`: the same at each call, and of one kind whether the user exists or not."""
    digest = hashlib.sha256(f"salt:{seed}:{username}".encode()).digest()
    body = "".join(_ALPHABET[byte % 64] for byte in digest[: SALT_LENGTH - 1])
    return PREFIX + body + _LAST[digest[-1] % 4]
