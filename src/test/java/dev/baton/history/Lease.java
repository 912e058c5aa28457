package dev.baton.history;

import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// The right to work on a task, as the claim's answer gave it.
record Lease(String task, String token, Instant until) {

    /// What every write of its holder begins with.
    ObjectNode input() {
        return Client.input().put("taskId", task).put("leaseToken", token);
    }
}
