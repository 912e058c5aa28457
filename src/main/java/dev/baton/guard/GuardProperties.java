package dev.baton.guard;

import dev.baton.access.Role;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The limits, as `baton.guard.*`. The size of a body is `spring.http.codecs.max-in-memory-size`.
///
/// @param maxOperationCost the most points that one operation may be bounded by
/// @param capacity the points that a client's bucket holds
/// @param refillPerSecond the points that flow back into a client's bucket every second
/// @param plans by role, where it is to have other points than these three; of several roles, the largest bucket
///     counts
/// @param workspace the plan of all clients of a workspace together; ten times a client's where it says nothing
/// @param budgets whether anybody has to pay; without, only single operations are bounded
/// @param maxTokens the most tokens of a document
/// @param maxDepth the most fields below one another; an introspection query of the usual tools has 15
/// @param maxAliases the most aliases of a document
/// @param maxRootFields the most fields at the top of an operation
/// @param maxDirectives the most directives of a document
/// @param maxFragments the most named fragments of a document
/// @param bodyTimeout the time that a request's body has to arrive in; beyond it: 408
/// @param maxListItems the most items of a list in the variables; in the document, tokens bound them. More than any
///     list may have that the domain takes, so that its own answer says which field it is
/// @param maxAnswer about the most characters of the data of an answer, or of an event, each of up to six bytes when
///     it is written
/// @param documentCache the most characters of source text whose parsed form is kept
/// @param documents which documents may run
/// @param introspection the roles that may look at the schema
/// @param deadline how long an operation may run, of a subscription until its stream begins
/// @param maxRunning the most operations that run on a node at a time; where it is 0, eight for each processor, as
///     more would not be ready sooner, only later each; and at least sixteen, as many as the pool has connections, for
///     those that wait for somebody's lock take no processor
/// @param maxRunningPerClient the most of them that one client may have; where it is 0, half of them
/// @param patience how long an operation waits for a place while nobody has to be sent away, and a tenth of it while
///     somebody has; agents four times as long. Over a socket or as an event stream it waits for as long as the
///     deadline
/// @param redisPatience how long Redis may take to answer for a bucket until this node limits by itself
/// @param connectionsPerClient the most of the pool's connections that one client's operations may use at a time;
///     fewer than `spring.r2dbc.pool.max-size`, or one client can keep them from all others
@ConfigurationProperties("baton.guard")
record GuardProperties(
        @DefaultValue("5000") long maxOperationCost,
        @DefaultValue("20000") long capacity,
        @DefaultValue("500") long refillPerSecond,
        @DefaultValue Map<Role, Points> plans,
        @DefaultValue Points workspace,
        @DefaultValue("true") boolean budgets,
        @DefaultValue("5000") int maxTokens,
        @DefaultValue("15") int maxDepth,
        @DefaultValue("50") int maxAliases,
        @DefaultValue("50") int maxRootFields,
        @DefaultValue("50") int maxDirectives,
        @DefaultValue("50") int maxFragments,
        @DefaultValue("20s") Duration bodyTimeout,
        @DefaultValue("2000") int maxListItems,
        @DefaultValue("20000000") long maxAnswer,
        @DefaultValue("1000000") int documentCache,
        @DefaultValue("persisted") Admission documents,
        @DefaultValue({"VIEWER", "AGENT"}) Set<Role> introspection,
        @DefaultValue("30s") Duration deadline,
        @DefaultValue("0") int maxRunning,
        @DefaultValue("0") int maxRunningPerClient,
        @DefaultValue("500ms") Duration patience,
        @DefaultValue("250ms") Duration redisPatience,
        @DefaultValue("8") int connectionsPerClient) {

    private static final int CLIENTS_OF_A_WORKSPACE = 10;
    private static final int LEAST_RUNNING = 16;
    private static final int RUNNING_PER_PROCESSOR = 8;

    /// Which documents may run.
    enum Admission {
        /// Only those that come with the gateway.
        TRUSTED,
        /// Any; clients may name one that they sent before by its id.
        PERSISTED
    }

    /// Some of a plan; what is not said is as everywhere.
    record Points(
            @Nullable Long capacity,
            @Nullable Long refillPerSecond,
            @Nullable Long maxOperationCost) {

        private Plan or(Plan plan) {
            return new Plan(
                    Objects.requireNonNullElse(capacity, plan.capacity()),
                    Objects.requireNonNullElse(refillPerSecond, plan.refillPerSecond()),
                    Objects.requireNonNullElse(maxOperationCost, plan.maxOperationCost()));
        }
    }

    GuardProperties {
        if (maxRunning == 0) {
            maxRunning = Math.max(
                    LEAST_RUNNING, RUNNING_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
        }
        if (maxRunningPerClient == 0) {
            maxRunningPerClient = Math.max(1, maxRunning / 2);
        }
        if (maxRunning < 1 || maxRunningPerClient < 1) {
            throw new IllegalArgumentException(
                    "baton.guard.max-running and max-running-per-client must be at least 1, or 0 for as many as fit.");
        }
        if (!patience.isPositive() || !redisPatience.isPositive()) {
            throw new IllegalArgumentException("baton.guard.patience and redis-patience must be more than zero.");
        }
        if (!bodyTimeout.isPositive()) {
            throw new IllegalArgumentException("baton.guard.body-timeout must be more than zero.");
        }
        if (maxAnswer < 1) {
            throw new IllegalArgumentException("baton.guard.max-answer must be 1 or more.");
        }
        if (connectionsPerClient < 1) {
            throw new IllegalArgumentException("baton.guard.connections-per-client must be 1 or more.");
        }
    }

    Plan plan() {
        return new Plan(capacity, refillPerSecond, maxOperationCost);
    }

    Plan plan(Role role) {
        Points ofRole = plans.get(role);
        return ofRole == null ? plan() : ofRole.or(plan());
    }

    Plan workspacePlan() {
        return workspace.or(new Plan(
                capacity * CLIENTS_OF_A_WORKSPACE, refillPerSecond * CLIENTS_OF_A_WORKSPACE, maxOperationCost));
    }
}
