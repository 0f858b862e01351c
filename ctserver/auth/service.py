"""The users that can log in, read once and read again after a write."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ctserver.auth.models import User
from ctserver.auth.secrets import derive_salt, salt_of
from ctserver.installation.service import site_facts


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

    def __str__(self) -> str:
        return self.name

    @property
    def is_admin(self) -> bool:
        return "admin" in self.levels


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
    return Directory({user.name: _account(user) for user in users}, site_facts(session).seed)


def _account(user: User) -> Account:
    levels = frozenset(user.profile.levels)
    return Account(user.id, user.name, user.profile_id, levels, user.bcrypt, user.md5, user.ha1)
