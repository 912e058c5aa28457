package dev.baton.output;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How much of a task's output is kept, as `baton.output.*`.
///
/// @param pieces about how many of a task's last pieces
/// @param kept for how long after the last of them
@ConfigurationProperties("baton.output")
record OutputSettings(
        @DefaultValue("2000") int pieces,
        @DefaultValue("24h") Duration kept) {

    OutputSettings {
        if (pieces < 1 || kept.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("baton.output keeps at least one piece, for at least a second");
        }
    }
}
