"""The product's side of the RTSP server: users by Digest or Basic, rights per camera, feeds as sources."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ctserver.auth.authenticator import Authenticator
from ctserver.auth.credentials import BasicCredentials
from ctserver.auth.secrets import REALM
from ctserver.auth.service import Account
from ctserver.errors import ApiError, Unauthorized
from ctserver.live.targets import Channel, Targets
from ctserver.video.feed import Feed, FeedStopped
from ctserver.video.feeds import Feeds
from ctserver.video.hub import Subscription
from ctserver.video.picture import Picture, StreamFormat
from ctserver.video.rtsp import handler
from ctserver.video.rtsp.auth import digest_matches
from ctserver.video.rtsp.handler import Credentials, DigestCredentials, Refused

log = logging.getLogger("ctserver.auth")


class FeedSource:
    """A feed as the RTSP server sees it."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    @property
    def key(self) -> str:
        return f"{self._feed.label}#{self._feed.serial}"

    @property
    def format(self) -> StreamFormat:
        return self._feed.format

    async def parameter_sets(self) -> tuple[bytes, ...]:
        try:
            return (await self._feed.first_picture()).parameter_sets
        except FeedStopped as error:
            raise Refused(503, str(error)) from error

    def subscribe(self, listener: Callable[[Picture], None], ended: Callable[[], None]) -> Subscription:
        return self._feed.subscribe(listener, ended)


class RtspHandler:
    realm = REALM

    def __init__(self, authenticator: Authenticator, targets: Targets, feeds: Feeds) -> None:
        self._authenticator = authenticator
        self._targets = targets
        self._feeds = feeds

    async def authenticate(self, credentials: Credentials, method: str, peer: str) -> Account | None:
        if isinstance(credentials, DigestCredentials):
            return self._check_digest(credentials, method)
        try:
            return await self._authenticator.identify(BasicCredentials(credentials.username, credentials.password))
        except Unauthorized:
            return None

    def _check_digest(self, credentials: DigestCredentials, method: str) -> Account | None:
        account = self._authenticator.account(credentials.username)
        matches = digest_matches(account.ha1 if account else "", method, credentials)
        if not matches:
            log.warning("user %.100r refused: Digest does not match", credentials.username)
        return account if matches else None

    async def open(self, path: str, query: str, identity: object) -> handler.Source | handler.Recording:
        assert isinstance(identity, Account)
        with _refused():
            target = await asyncio.to_thread(self._targets.target, path, query, identity)
        if target.channel is Channel.REPLAY:
            return self._feeds.recording(target.view, target.begin, target.end)
        return FeedSource(self._feeds.live(target.view, target.delay))

    def may_continue(self, path: str, query: str, identity: object) -> bool:
        assert isinstance(identity, Account)
        account = self._authenticator.current(identity)
        try:
            return account is not None and self._targets.wanted(path, query, account) is not None
        except ApiError:
            return False


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except ApiError as error:
        status = 404 if error.status == 400 else error.status  # a path is not a field: there is no such stream
        raise Refused(status, error.code) from error
