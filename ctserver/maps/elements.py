"""What maps and folders point at: what there is of it, and what of that a user sees.

Every user may open a map or a folder that he is given; what he has no right to see does not appear there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from ctserver.auth.service import Account
from ctserver.cameras.catalogue import Catalogue
from ctserver.db import Base

KINDS = {"camera": "camera", "group": "mosaic", "command": "command", "map": "map", "screen": "screen",
         "device": "device"}  # fmt: skip
"""The document's type of an element, and the kind of resource that it stands for, which is its table's name too."""
RIGHTS = {"device": ("insert", "consult")}
"""Each of which lets a user see the element; `view` where nothing is said."""
LOCAL = 0


@dataclass(frozen=True, slots=True)
class Elements:
    ids: Mapping[str, frozenset[str]]
    """By the document's type."""
    servers: frozenset[int]
    """The other servers of the cluster."""


def read_elements(session: Session) -> Elements:
    """By the tables' names: the chapters whose elements these are need not know of it."""
    tables = {kind: Base.metadata.tables.get(name) for kind, name in KINDS.items()}
    ids: dict[str, frozenset[str]] = {}
    for kind, table in tables.items():
        if table is not None:
            column = table.c.uuid if "uuid" in table.c else table.c.id
            ids[kind] = frozenset(map(str, session.scalars(select(column))))
    servers = frozenset(session.scalars(select(Base.metadata.tables["server"].c.id)))
    return Elements(MappingProxyType(ids), servers)


@dataclass(frozen=True, slots=True)
class Sight:
    """What one user sees. Of other servers' elements the rights are kept there: an Admin sees them, nobody else."""

    account: Account
    catalogue: Catalogue
    elements: Elements

    def sees(self, kind: str, server: int, element_id: str) -> bool:
        if server != LOCAL:
            return self.account.is_admin and self.knows_server(server)
        known = self.elements.ids.get(kind)
        if known is not None and element_id not in known:
            return False
        if kind == "camera":
            return self.catalogue.rights_of(self.account, int(element_id)).may_see
        rights = RIGHTS.get(kind, ("view",))
        return any(self.account.may(right, KINDS[kind], element_id) for right in rights)

    def knows_server(self, server: int) -> bool:
        return server == LOCAL or server in self.elements.servers

    def knows(self, kind: str, server: int, element_id: str) -> bool:
        """Whether he may point at it: on another server there is no telling."""
        return self.sees(kind, server, element_id) if server == LOCAL else self.knows_server(server)
