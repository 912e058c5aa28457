package dev.baton.metric;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long samples are kept as they were recorded; what they amount to stays.
///
/// @param retention eight days or more; whole days go at once, so a sample may stay a day longer
@ConfigurationProperties("baton.metrics")
record MetricSettings(@DefaultValue("30d") Duration retention) {

    /// How long minutes are kept; and no sample comes later.
    static final Duration MINUTES = Duration.ofDays(8);

    MetricSettings {
        if (retention.compareTo(MINUTES) < 0) {
            throw new IllegalArgumentException("baton.metrics.retention must be eight days or more");
        }
    }
}
