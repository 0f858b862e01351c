"""Judges credentials: the one place that knows passwords, windows and nonces, for the API, PUSH HTTP, WebSocket and RTSP."""

import asyncio
import hashlib
import hmac
import logging
import secrets
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

from ctserver.auth.credentials import BasicCredentials, Credentials
from ctserver.auth.nonces import NonceMemory
from ctserver.auth.secrets import bcrypt_hash
from ctserver.auth.service import Account, Directory, read_directory
from ctserver.auth.wsse import WINDOW_SECONDS, WsseToken, is_signed_with, seconds_from
from ctserver.clock import Clock
from ctserver.db import Database
from ctserver.errors import ExpiredCredentials, InvalidCredentials, ReplayedCredentials, Unauthorized

log = logging.getLogger("ctserver.auth")

REMEMBERED = 1_000


class Authenticator:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._nonces = NonceMemory()
        self._verified: OrderedDict[bytes, str] = OrderedDict()
        self._key = secrets.token_bytes(32)
        # Its own thread: a storm of wrong passwords, 50 ms each, must not take those that serve the requests of others.
        self._bcrypt = ThreadPoolExecutor(1, "bcrypt")

    def close(self) -> None:
        self._bcrypt.shutdown(cancel_futures=True)

    @property
    def directory(self) -> Directory:
        return self._database.remember(read_directory)

    def account(self, username: str) -> Account | None:
        return self.directory.accounts.get(username)

    def current(self, account: Account) -> Account | None:
        """The user as he is now; None if he is none any more, or has another password than the one that he has proved."""
        now = self.account(account.name)
        return now if now and (now.id, now.bcrypt) == (account.id, account.bcrypt) else None

    async def identify(self, credentials: Credentials) -> Account:
        """The account that the credentials prove; Unauthorized says what is wrong with them."""
        try:
            if isinstance(credentials, WsseToken):
                return self._check_wsse(credentials)
            return await self._check_basic(credentials)
        except Unauthorized as refusal:
            log.warning("user %.100r refused: %s", credentials.username, refusal.code)
            raise

    def _check_wsse(self, token: WsseToken) -> Account:
        account = self.account(token.username)
        now = self._clock.now()
        seconds = seconds_from(token, now)
        # Both secrets are always tried, so that the time taken says nothing.
        tried = [is_signed_with(token, secret) for secret in (account.bcrypt, account.md5)] if account else [False]
        if account is None or not any(tried):
            raise InvalidCredentials
        if abs(seconds) > WINDOW_SECONDS:
            raise ExpiredCredentials(seconds)
        if not self._nonces.accept(account.name, token.nonce, now):
            raise ReplayedCredentials
        return account

    async def _check_basic(self, credentials: BasicCredentials) -> Account:
        directory = self.directory
        account = directory.accounts.get(credentials.username)
        fingerprint = self._fingerprint(credentials)
        if account and self._verified.get(fingerprint) == account.bcrypt:
            self._verified.move_to_end(fingerprint)
            return account
        salt = directory.salt(credentials.username)
        loop = asyncio.get_running_loop()
        computed = await loop.run_in_executor(self._bcrypt, bcrypt_hash, credentials.password, salt)
        # A name that does not exist is hashed too, so that the time taken does not tell names apart.
        if account is None or not hmac.compare_digest(computed, account.bcrypt):
            raise InvalidCredentials
        self._remember(fingerprint, account)
        return account

    def _fingerprint(self, credentials: BasicCredentials) -> bytes:
        """Keyed, so that the memory of this process holds nothing that a password could be looked up from."""
        text = f"{credentials.username}\0{credentials.password}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, text, hashlib.sha256)

    def _remember(self, fingerprint: bytes, account: Account) -> None:
        """Kept with the hash it was checked against: a changed password makes the entry worthless at once."""
        self._verified[fingerprint] = account.bcrypt
        if len(self._verified) > REMEMBERED:
            self._verified.popitem(last=False)
