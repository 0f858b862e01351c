"""Clips are shared, and forgotten within a bound."""

from ctserver.video.clip import Clip
from ctserver.video.clips import Clips
from ctserver.video.loops import ClipKey
from ctserver.video.picture import Codec, StreamFormat
from ctserver.video.scene import Look

FORMAT = StreamFormat(Codec.H264, 320, 240, 5)


def key(seed: int) -> ClipKey:
    return ClipKey(Look("parking", seed), FORMAT)


def clip(clips: Clips, seed: int) -> Clip:
    found = clips.get(key(seed))
    assert found
    return found


def test_who_shows_the_same_scene_shares_its_clip() -> None:
    clips = Clips()
    assert clip(clips, 1) is clip(clips, 1)
    assert clip(clips, 1) is not clip(clips, 2)


def test_a_codec_that_cannot_be_spliced_has_none() -> None:
    shown = StreamFormat(Codec.MPEG4, 320, 240, 5)
    assert Clips().get(ClipKey(Look("parking", 1), shown)) is None


def test_a_clip_is_complete_after_one_turn_and_holds_what_it_says() -> None:
    found = clip(Clips(), 1)
    rests = [found.picture(number) for number in range(40)]
    assert found.complete
    assert found.size == sum(len(unit) for rest in rests for unit in rest)
    assert all(found.picture(40 + number) is rests[number] for number in range(40))


def test_a_groups_pictures_are_coded_when_they_are_asked_for() -> None:
    found = clip(Clips(), 1)
    found.picture(12)
    assert [found.has(number) for number in (9, 10, 11, 12, 13)] == [False, True, True, True, False]


def test_what_was_used_longest_ago_is_forgotten_first() -> None:
    clips = Clips(limit=1)
    clip(clips, 1).picture(0)
    clip(clips, 2).picture(0)
    assert not clips.has(key(1), 0)
    assert clips.has(key(2), 0)
