package dev.baton.task;

import java.time.Duration;
import java.time.OffsetDateTime;

/// How much a task matters. Its order is the number that the row keeps.
public enum TaskPriority {
    LOW,
    MEDIUM,
    HIGH,
    URGENT;

    /// What a level is worth in waiting: so long ago a task of the level below must have been queued to go first.
    /// That keeps a LOW task from starving, and the claim order a column that an index can sort.
    static final Duration HEAD_START = Duration.ofMinutes(10);

    /// Where a task queued at this moment stands in the claim order; the earliest goes first.
    OffsetDateTime claimRank(OffsetDateTime queuedAt) {
        return queuedAt.minus(HEAD_START.multipliedBy(ordinal()));
    }
}
