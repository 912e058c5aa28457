package dev.baton.history;

/// What can be killed.
enum Prey {
    /// One of the gateways.
    GATEWAY,
    /// PostgreSQL as a whole.
    POSTGRES,
    /// One process of PostgreSQL: it throws all sessions out and recovers by itself.
    BACKEND,
    REDIS,
    /// Both gateways, PostgreSQL and Redis at one moment.
    EVERYTHING
}
