package dev.baton.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long the audit is kept.
///
/// @param retention how long a record is kept at least, a day or more; whole days go at once
@ConfigurationProperties("baton.audit")
record AuditSettings(@DefaultValue("400d") Duration retention) {

    AuditSettings {
        if (retention.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("baton.audit.retention must be a day or more");
        }
    }
}
