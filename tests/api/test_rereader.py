"""Two looks at one moment: what the second one asks of RawUGC."""

from __future__ import annotations

from rawugc_sync.api.rereader import Rereader
from rawugc_sync.reading.lists import Asked, read_list, read_lists
from tests.reading.paged import CLIPS, TRACKS, Server


def test_the_second_look_is_told_what_the_first_was_and_asks_for_the_rest() -> None:
    server = Server({"/clips": ["1", "2", "3", "4"], "/tracks": ["5"]})
    reader = Rereader(server.reader())
    first = read_list(reader, CLIPS)
    server.ids["/clips"].append("6")  # type: ignore[attr-defined]
    reader.look_again()
    (again, other) = read_lists(reader, [Asked(CLIPS), Asked(TRACKS)])
    assert again is not None
    assert other is not None
    assert (again.objects, list(other.objects)) == (first.objects, ["5"])
    assert server.asked == ["/clips 1", "/clips 2", "/tracks 1"]


def test_what_is_asked_for_a_third_time_is_asked_for() -> None:
    server = Server({"/clips": ["1"]})
    reader = Rereader(server.reader())
    read_list(reader, CLIPS)
    reader.look_again()
    for _ in range(2):
        read_list(reader, CLIPS)
    assert server.asked == ["/clips 1", "/clips 1"]


def test_a_list_that_moved_while_it_was_read_is_read_again_and_kept_as_it_was_then() -> None:
    """What vanishes from the first page draws another onto it, so the first look begins once more."""
    server = Server({"/clips": [str(n) for n in range(7)]}, after={1: lambda ids: ids.remove("0")})
    reader = Rereader(server.reader())
    first = read_list(reader, CLIPS)
    asked = list(server.asked)
    assert asked.count("/clips 1") == 2
    reader.look_again()
    assert read_list(reader, CLIPS).objects == first.objects
    assert server.asked == asked
