package dev.baton.agent;

/// What an agent is in its team.
public enum AgentKind {
    ORCHESTRATOR,
    MANAGER,
    SPECIALIST;

    /// Whether it may hand work to the agents below it.
    public boolean delegates() {
        return this != SPECIALIST;
    }
}
