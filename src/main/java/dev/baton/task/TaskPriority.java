package dev.baton.task;

import java.time.Duration;
import java.time.OffsetDateTime;

/// How much a task matters.
public enum TaskPriority {
    LOW(0),
    MEDIUM(1),
    HIGH(2),
    URGENT(3);

    /// What a level is worth in waiting: so long ago a task of the level below must have been queued to go first.
    /// That keeps a LOW task from starving, and the claim order a column that an index can sort.
    static final Duration HEAD_START = Duration.ofMinutes(10);

    private final int level;

    TaskPriority(int level) {
        this.level = level;
    }

    static TaskPriority ofLevel(int level) {
        return switch (level) {
            case 0 -> LOW;
            case 1 -> MEDIUM;
            case 2 -> HIGH;
            case 3 -> URGENT;
            default -> throw new IllegalArgumentException("No priority has level " + level);
        };
    }

    /// The number that the row keeps, so that the database can sort by it.
    int level() {
        return level;
    }

    /// Where a task queued at this moment stands in the claim order; the earliest goes first.
    OffsetDateTime claimRank(OffsetDateTime queuedAt) {
        return queuedAt.minus(HEAD_START.multipliedBy(level));
    }
}
