package dev.baton.demo;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How fast the demonstration goes.
///
/// @param pace the pause after each step, at most 10 s: leases must outlast the story
/// @param pause from the end of a story to the beginning of the next
@ConfigurationProperties("baton.demo")
record DemoSettings(
        @DefaultValue("1s") Duration pace,
        @DefaultValue("15s") Duration pause) {

    private static final Duration SLOWEST = Duration.ofSeconds(10);

    DemoSettings {
        if (pace.isNegative() || pace.compareTo(SLOWEST) > 0) {
            throw new IllegalArgumentException("baton.demo.pace must be from 0s to 10s");
        }
        if (pause.isNegative()) {
            throw new IllegalArgumentException("baton.demo.pause must not be negative");
        }
    }
}
