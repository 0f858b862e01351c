"""The users that can log in, read once and read again after a write."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ctserver.auth.models import Grant, User
from ctserver.auth.secrets import derive_salt, salt_of
from ctserver.installation.service import site_facts

EVERY = "*"


@dataclass(frozen=True, slots=True)
class Account:
    """A user as requests see him. Admin includes every level."""

    id: int
    name: str
    profile_id: int
    levels: frozenset[str]
    bcrypt: str = field(repr=False)
    md5: str = field(repr=False)
    ha1: str = field(repr=False)
    grants: frozenset[tuple[str, str, str]] = frozenset()
    """(right, kind, resource); resource `*` is all of the kind."""

    def __str__(self) -> str:
        return self.name

    @property
    def is_admin(self) -> bool:
        return "admin" in self.levels

    def has_level(self, *levels: str) -> bool:
        """Whether the user has one of them."""
        return self.is_admin or not self.levels.isdisjoint(levels)

    def may(self, right: str, kind: str, resource: object) -> bool:
        """On a resource other than a camera."""
        return self.is_admin or not self.grants.isdisjoint({(right, kind, str(resource)), (right, kind, EVERY)})


@dataclass(frozen=True, slots=True)
class Directory:
    accounts: Mapping[str, Account]
    seed: int

    def salt(self, username: str) -> str:
        """What the user's password is hashed with; a stable decoy for an unknown user, so that names cannot be probed."""
        account = self.accounts.get(username)
        return salt_of(account.bcrypt) if account else derive_salt(self.seed, username)


def read_directory(session: Session) -> Directory:
    users = session.scalars(select(User).options(joinedload(User.profile)))
    grants: dict[int, set[tuple[str, str, str]]] = {}
    for grant in session.scalars(select(Grant)):
        grants.setdefault(grant.profile_id, set()).add((grant.right, grant.kind, grant.resource))
    return Directory({user.name: _account(user, grants) for user in users}, site_facts(session).seed)


def _account(user: User, grants: Mapping[int, set[tuple[str, str, str]]]) -> Account:
    levels = frozenset(user.profile.levels)
    granted = frozenset(grants.get(user.profile_id, ()))
    return Account(user.id, user.name, user.profile_id, levels, user.bcrypt, user.md5, user.ha1, granted)
