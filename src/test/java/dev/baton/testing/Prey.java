package dev.baton.testing;

/// What of a [Cluster] can be killed.
public enum Prey {
    /// One of the gateways.
    GATEWAY,
    /// PostgreSQL as a whole.
    POSTGRES,
    /// One process of PostgreSQL: it throws all sessions out and recovers by itself.
    BACKEND,
    REDIS,
    /// All gateways, PostgreSQL and Redis at one moment.
    EVERYTHING
}
