"""What a process holds for slow clients at a time."""

from __future__ import annotations

from caregraph.api.room import Room


def test_room_is_taken_and_given_back() -> None:
    room = Room(100)
    assert room.take(60)
    assert room.take(40)
    assert not room.take(1), "it is full"
    room.give_back(60)
    assert room.take(1)


def test_what_is_larger_than_all_gets_in_alone() -> None:
    room = Room(100)
    assert room.take(500)
    assert not room.take(1)
    room.give_back(500)
    assert room.take(1)
    assert not room.take(500)
