package dev.baton.history;

import java.nio.file.Path;
import java.time.Duration;

/// How long a run is, as system properties `history.*`.
///
/// @param agents how many agents work at once
/// @param tasks how many tasks are delegated, without the parts that managers add
/// @param kills how many times something is killed
/// @param seed of everything that is left to chance
/// @param folder for the servers' data, the gateways' logs and the record
/// @param patience how long the crew may take to end the last tasks when nothing is killed any more
record Settings(int agents, int tasks, int kills, long seed, Path folder, Duration patience) {

    /// @param agents unless told otherwise; as for the next two
    static Settings fromProperties(int agents, int tasks, int kills) {
        return new Settings(
                Integer.getInteger("history.agents", agents),
                Integer.getInteger("history.tasks", tasks),
                Integer.getInteger("history.kills", kills),
                Long.getLong("history.seed", System.nanoTime() & 0xffff),
                Path.of(System.getProperty("history.folder", "target/baton-history")),
                Duration.ofSeconds(Long.getLong("history.patience", 180)));
    }

    /// The command that repeats the run, as far as chance allows.
    @Override
    public String toString() {
        return "-Dhistory.agents=%d -Dhistory.tasks=%d -Dhistory.kills=%d -Dhistory.seed=%d"
                .formatted(agents, tasks, kills, seed);
    }
}
