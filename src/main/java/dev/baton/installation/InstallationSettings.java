package dev.baton.installation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where an installation begins, and how workspaces go.
///
/// @param home the name of a workspace that is made at the start where it is missing, for the administrators of the
///     installation to sign in to; none unless told
/// @param removalDelay how long after its deletion the rows of a workspace begin to go: longer than any operation
///     waits and runs, each as long as `baton.guard.deadline` at most, so that none of those that were under way
///     writes
/// behind the removal's back
@ConfigurationProperties("baton.installation")
record InstallationSettings(
        @Nullable String home, @DefaultValue("2m") Duration removalDelay) {

    InstallationSettings {
        if (home != null && !ManagedWorkspace.NAME.matcher(home).matches()) {
            throw new IllegalArgumentException("baton.installation.home: " + ManagedWorkspace.A_NAME);
        }
        if (removalDelay.isNegative()) {
            throw new IllegalArgumentException("baton.installation.removal-delay must not be below zero");
        }
    }
}
