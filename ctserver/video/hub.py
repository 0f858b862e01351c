"""Hands each picture of a feed to those who listen, and the pictures since the last key picture to who comes later."""

import logging
from collections.abc import Callable

from ctserver.video.picture import Picture

log = logging.getLogger("ctserver.video")

Listener = Callable[[Picture], None]


class Subscription:
    """A listener's place at a hub."""

    def __init__(self, hub: "Hub", listener: Listener, ended: Callable[[], None]) -> None:
        self._hub = hub
        self.listener = listener
        self.ended = ended

    def close(self) -> None:
        """Harmless when repeated."""
        self._hub.remove(self)


class Hub:
    """Belongs to the event loop. Listeners may not block: each owns what it cannot pass on at once."""

    def __init__(self, on_change: Callable[[int], None]) -> None:
        """`on_change` is told the number of listeners whenever it has changed."""
        self._subscriptions: list[Subscription] = []
        self._since_key: list[Picture] = []
        self._on_change = on_change

    @property
    def last(self) -> Picture | None:
        return self._since_key[-1] if self._since_key else None

    def subscribe(self, listener: Listener, ended: Callable[[], None]) -> Subscription:
        for picture in self._since_key:
            listener(picture)
        subscription = Subscription(self, listener, ended)
        self._subscriptions.append(subscription)
        self._on_change(len(self._subscriptions))
        return subscription

    def remove(self, subscription: Subscription) -> None:
        if subscription in self._subscriptions:
            self._subscriptions.remove(subscription)
            self._on_change(len(self._subscriptions))

    def publish(self, picture: Picture) -> None:
        if picture.key:
            self._since_key.clear()
        self._since_key.append(picture)
        for subscription in self._subscriptions.copy():
            self._hand(picture, subscription)

    def _hand(self, picture: Picture, subscription: Subscription) -> None:
        """One listener's failure is that listener's alone."""
        try:
            subscription.listener(picture)
        except Exception:
            log.exception("a listener failed and is let go")
            self.remove(subscription)
            subscription.ended()

    def forget(self) -> None:
        """After a pause the old pictures are of no use to a new listener."""
        self._since_key.clear()

    def end(self) -> None:
        """The feed stops for good: every listener is told once and removed."""
        subscriptions, self._subscriptions = self._subscriptions, []
        self._since_key.clear()
        for subscription in subscriptions:
            subscription.ended()
