package dev.baton.task;

import java.time.OffsetDateTime;

/// There is something that an agent may claim.
///
/// @param available how many tasks, counted up to 100
/// @param room how many more it may hold
/// @param at when that was so
record WorkOffer(int available, int room, OffsetDateTime at) {}
