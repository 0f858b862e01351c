"""What is recorded, as of now: by schedules and alarms, as long as retention or a protected record keeps it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ctserver.cameras.catalogue import Catalogue, read_catalogue
from ctserver.db import Database
from ctserver.precords.service import Protected, read_protected
from ctserver.recordings.alarms import read_alarm_spans
from ctserver.recordings.files import recorded_stream
from ctserver.recordings.intervals import KINDS, MILLISECOND, Kind, alarm, regular
from ctserver.recordings.slices import LONGEST, SHORTEST, Slice, cut_by_the_clock, cut_from_the_beginning
from ctserver.spans import Span, common, touched, united

DAY = 86_400 * 1_000_000
_AT_ONCE = DAY + LONGEST
"""Of the beginnings of slices that are looked for: all that a day may touch."""


@dataclass(frozen=True, slots=True)
class Archive:
    """Spans are in microseconds of Unix time. Asking for alarm recordings reads the database: not for the event loop."""

    database: Database
    catalogue: Catalogue
    protected: Protected
    now: int

    def slices(self, cameras: Collection[int], span: Span, kinds: Iterable[Kind] = KINDS) -> Iterator[Slice]:
        """Those that `span` touches, whole, by beginning, camera and kind. Made day by day, as they are taken."""
        kept = {(camera, kind): self._kept(camera, kind, span) for kind in kinds for camera in cameras}
        beginnings = united(Span(begin - LONGEST, end) for parts in kept.values() for begin, end in parts)
        for begin, end in common(beginnings, [Span(span.begin - LONGEST, span.end)]):
            for first in range(begin, end, _AT_ONCE):
                found = self._beginning_in(Span(first, min(first + _AT_ONCE, end)), kept)
                yield from sorted(one for one in found if one.end_us > span.begin)

    def find(self, camera_id: int, begin: int, kind: Kind) -> Slice | None:
        """The slice that begins at this instant."""
        found = self.slices([camera_id], Span(begin, begin + 1), [kind])
        return next((one for one in found if one.begin_us == begin), None)

    def covered(self, camera_id: int, span: Span, kind: Kind | None = None) -> list[Span]:
        """The parts of `span` of which there is a recording, of one kind or of any."""
        parts: list[Span] = []
        for each in KINDS if kind is None else (kind,):
            kept = self._kept(camera_id, each, span)
            parts += common(united(self._pieces(camera_id, each, kept)), [span])
        return united(parts)

    def recorded_at(self, camera_id: int, at: int, kind: Kind | None = None) -> Span | None:
        """The recording, of one kind or of any, that shows this instant: from slice to slice without a gap, a day around it
        at most."""
        around = self.covered(camera_id, Span(at - DAY, at + DAY), kind)
        return next((span for span in around if span.begin <= at < span.end), None)

    def _kept(self, camera_id: int, kind: Kind, span: Span) -> list[Span]:
        """The times that retention or protection has spared, as far as a slice that `span` touches may touch them."""
        retained = Span(self.now - round(self.catalogue.site.retention_days * DAY), self.now)
        left = united((retained, *self.protected.get((camera_id, kind), ())))
        return common(left, [Span(span.begin - LONGEST, min(span.end + LONGEST, self.now))])

    def _beginning_in(self, span: Span, kept: dict[tuple[int, Kind], list[Span]]) -> Iterator[Slice]:
        """The slices that begin in `span` and that are long enough to be one."""
        near = [Span(span.begin, span.end + LONGEST)]
        here = {key: parts for key, of_all in kept.items() if (parts := common(of_all, near))}
        of_alarms = self._alarm_spans([camera_id for camera_id, kind in here if kind == "a"], near[0])
        for (camera_id, kind), parts in here.items():
            for begin, end in self._pieces(camera_id, kind, parts, of_alarms.get(camera_id)):
                if span.begin <= begin < span.end and end - begin >= SHORTEST:
                    yield Slice(begin, camera_id, kind, end)

    def _pieces(
        self, camera_id: int, kind: Kind, kept: Sequence[Span], alarms: list[Span] | None = None
    ) -> Iterator[Span]:
        """What the camera's recordings are cut into, as far as there is something left of it. Whole: a file is kept or gone."""
        timeline = self.catalogue.timelines.get(camera_id)
        if not kept or timeline is None or recorded_stream(timeline.at(self.now / 1e6), kind) is None:
            return iter(())
        if kind == "a":
            if alarms is None:
                alarms = self._alarm_spans([camera_id], Span(kept[0].begin, kept[-1].end)).get(camera_id, [])
            return touched(cut_from_the_beginning(alarm(timeline, alarms)), kept)
        zone = self.catalogue.site.timezone
        # A slice that has to do with a part begins, and ends, less than its length away from it.
        around = united(Span(begin - LONGEST, min(end + LONGEST, self.now)) for begin, end in kept)
        recorded = (span for part in around for span in regular(timeline, zone, part))
        return touched(cut_by_the_clock(recorded, zone), kept)

    def _alarm_spans(self, cameras: Collection[int], span: Span) -> dict[int, list[Span]]:
        if not cameras:
            return {}
        with self.database.session() as session:
            return read_alarm_spans(session, cameras, span, self.now)


def open_archive(database: Database, now: float) -> Archive:
    """As of `now`, in seconds of Unix time."""
    catalogue, protected = database.remember(read_catalogue), database.remember(read_protected)
    us = round(now * 1e6)
    return Archive(database, catalogue, protected, us - us % MILLISECOND)
