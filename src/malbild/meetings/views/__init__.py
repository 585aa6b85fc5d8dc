"""Pages of the meeting: before, in the room, after."""
