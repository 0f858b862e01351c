"""Which (user, nonce) pairs were accepted within the window, so that a captured token cannot be used again."""

from collections import OrderedDict

from ctserver.auth.wsse import WINDOW_SECONDS

CAPACITY = 100_000


class NonceMemory:
    """Bounded: full, it forgets the oldest pair. Only pairs whose digest was right get in, so that no stranger can fill it."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._until: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._capacity = capacity

    def __len__(self) -> int:
        return len(self._until)

    def accept(self, username: str, nonce: str, now: float) -> bool:
        """False if this pair was accepted before and its token could still be valid."""
        self._forget(now)
        pair = (username, nonce)
        if pair in self._until:
            return False
        if len(self._until) >= self._capacity:
            self._until.popitem(last=False)
        # A token created 10 s ahead of the clock stays valid for 20 s.
        self._until[pair] = now + 2 * WINDOW_SECONDS
        return True

    def _forget(self, now: float) -> None:
        while self._until:
            pair, until = next(iter(self._until.items()))
            if until >= now:
                return
            del self._until[pair]
