package dev.baton.journal;

/// What becomes of a live stream whose client does not take what waits for it.
public enum SlowReader {
    /// It ends with `SLOW_CONSUMER` and the cursor to come back with.
    DISCONNECT,
    /// It goes on with the latest event of each task.
    COALESCE
}
