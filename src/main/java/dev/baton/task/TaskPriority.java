package dev.baton.task;

/// How much a task matters.
public enum TaskPriority {
    LOW(0),
    MEDIUM(1),
    HIGH(2),
    URGENT(3);

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
}
