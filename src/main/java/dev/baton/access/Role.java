package dev.baton.access;

import java.util.Set;

/// What a caller may do; a role's name in the API and in tokens.
public enum Role {
    VIEWER,
    OPERATOR,
    ADMIN,
    AGENT,
    INSTALLATION_ADMIN;

    /// The roles that this one stands for: ADMIN may what OPERATOR may, and OPERATOR what VIEWER may. Who
    /// administers the installation sees nothing of what is in a workspace by that.
    public Set<Role> implied() {
        return switch (this) {
            case VIEWER -> Set.of(VIEWER);
            case OPERATOR -> Set.of(VIEWER, OPERATOR);
            case ADMIN -> Set.of(VIEWER, OPERATOR, ADMIN);
            case AGENT -> Set.of(AGENT);
            case INSTALLATION_ADMIN -> Set.of(INSTALLATION_ADMIN);
        };
    }
}
