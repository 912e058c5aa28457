package dev.baton.streams;

import java.nio.file.Path;
import java.time.Duration;

/// How long a run is, as system properties `streams.*`.
///
/// @param writers how many transactions are open at once
/// @param events how many events are written, at least
/// @param readers how many subscribers drop and come back
/// @param redisKills how many times Redis is killed meanwhile
/// @param folder for the servers' data and the gateways' logs
/// @param patience how long the readers may take for the last event when all are written
record Settings(int writers, int events, int readers, int redisKills, Path folder, Duration patience) {

    /// @param writers unless told otherwise; as for the next two
    static Settings fromProperties(int writers, int events, int readers) {
        return new Settings(
                Integer.getInteger("streams.writers", writers),
                Integer.getInteger("streams.events", events),
                Integer.getInteger("streams.readers", readers),
                Integer.getInteger("streams.kills", 1),
                Path.of(System.getProperty("streams.folder", "target/baton-streams")),
                Duration.ofSeconds(Long.getLong("streams.patience", 120)));
    }
}
