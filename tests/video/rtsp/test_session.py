"""The state machine of a session (RFC 2326 appendix A.2), as a table."""

import pytest

from ctserver.video.rtsp.session import Session, State, StateError

INIT, READY, PLAYING = State.INIT, State.READY, State.PLAYING
WRONG = None

TABLE = {
    "SETUP": (READY, READY, WRONG),
    "PLAY": (WRONG, PLAYING, PLAYING),
    "PAUSE": (WRONG, READY, READY),
    "TEARDOWN": (INIT, INIT, INIT),
    "RECORD": (WRONG, WRONG, WRONG),
}


@pytest.mark.parametrize("method", TABLE)
@pytest.mark.parametrize("start", [INIT, READY, PLAYING])
def test_where_a_method_leads(method: str, start: State) -> None:
    session = Session(timeout=70, now=0)
    session.state = start
    expected = TABLE[method][[INIT, READY, PLAYING].index(start)]
    if expected is None:
        with pytest.raises(StateError):
            session.advance(method)
        assert session.state is start
    else:
        session.advance(method)
        assert session.state is expected


def test_a_session_lives_for_its_timeout_after_the_last_sign_of_life() -> None:
    session = Session(timeout=70, now=0)
    assert not session.expired(70)
    assert session.expired(70.1)
    session.touch(60)
    assert not session.expired(130)
    assert session.expired(130.1)


def test_identifiers_cannot_be_guessed() -> None:
    """RFC 2326 §3.4: at least eight octets, random."""
    identifiers = {Session(timeout=1, now=0).id for _ in range(100)}
    assert len(identifiers) == 100
    assert all(len(identifier) == 16 and identifier.isalnum() for identifier in identifiers)
