"""Users who are made for a test, and what becomes of them while they watch."""

from collections.abc import Callable, Iterable
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.auth.models import Profile, User
from ctserver.auth.secrets import derive_salt, make_secrets
from ctserver.cameras.models import CameraRight
from tests.live.inside import Inside

_numbers = count()


class Somebody:
    """A user of a profile of his own."""

    def __init__(self, product: Inside, cameras: Iterable[int]) -> None:
        """Who may see these cameras live, and nothing else."""
        self.name = f"somebody{next(_numbers)}"
        self._database = product.emulator.database
        with self._database.session(write=True) as session:
            profile = Profile(name=self.name, levels=[])
            secrets = make_secrets(self.name, "secret", derive_salt(1, self.name))
            user = User(name=self.name, profile=profile, bcrypt=secrets.bcrypt, md5=secrets.md5, ha1=secrets.ha1)
            session.add(user)
            session.flush()
            for camera in cameras:
                session.add(_live(profile.id, camera))

    @property
    def query(self) -> str:
        return f"user={self.name}&pass=secret"

    def loses(self, camera: int) -> None:
        """The right to see a camera."""
        with self._database.session(write=True) as session:
            session.delete(session.get_one(CameraRight, (self._user(session).profile_id, camera)))

    def gains(self, camera: int) -> None:
        with self._database.session(write=True) as session:
            session.add(_live(self._user(session).profile_id, camera))

    def goes(self) -> None:
        """Is removed."""
        with self._database.session(write=True) as session:
            session.delete(self._user(session))

    def has_another_password(self) -> None:
        with self._database.session(write=True) as session:
            user, secrets = self._user(session), make_secrets(self.name, "other", derive_salt(1, self.name))
            user.bcrypt, user.md5, user.ha1 = secrets.bcrypt, secrets.md5, secrets.ha1

    def has_another_profile(self) -> None:
        """One without any right."""
        with self._database.session(write=True) as session:
            self._user(session).profile = Profile(name=f"{self.name} without rights", levels=[])

    def _user(self, session: Session) -> User:
        return session.scalars(select(User).where(User.name == self.name)).one()


def _live(profile_id: int, camera: int) -> CameraRight:
    return CameraRight(profile_id=profile_id, camera_id=camera, live=True, records=False, ptz=False, snapshots=False)


LOSSES: dict[str, Callable[[Somebody], None]] = {
    "the right is withdrawn": lambda somebody: somebody.loses(1),
    "the profile is another": Somebody.has_another_profile,
    "the password is another": Somebody.has_another_password,
    "the user is removed": Somebody.goes,
}
