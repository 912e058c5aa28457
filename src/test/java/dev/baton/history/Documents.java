package dev.baton.history;

import java.util.Map;

/// The operations that a run sends.
final class Documents {

    /// What is selected of a mutation's payload, where it is not only the task.
    private static final Map<String, String> PAYLOADS = Map.of(
            "claimTasks", "claims { leaseToken leaseExpiresAt attempt { id number } task { id } }",
            "renewLease", "task { id state } leaseExpiresAt",
            "reportProgress", "task { id state } leaseExpiresAt",
            "delegatePlan", "tasks { key task { id state } }",
            "retryTasks", "tasks { id state }",
            "submitDeliverable", "deliverable { id review }",
            "adoptDeliverable", "deliverable { id review }",
            "completeTasks", "results { task { id state } problems { code message } }",
            "reportProgressOnTasks", "results { task { id state } leaseExpiresAt problems { code message } }");

    static final String SIGN_OF_LIFE = "{ agents(first: 1) { nodes { id } } }";

    static final String COUNTS = "{ workspace { taskCounts { state count } } }";

    static final String STATES = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Task { id state } } }";

    /// The oldest or the newest of the tasks in some states.
    static final String IN_STATE = """
        query($states: [TaskState!]!, $order: OrderDirection!) {
          tasks(first: 50, filter: { states: $states }, orderBy: { field: CREATED_AT, direction: $order }) {
            nodes { id state onDependencyFailure dependencies { id state } }
          }
        }
        """;

    /// The newest deliverables that nobody has judged, those that came late among them.
    static final String UNJUDGED = """
        { deliverables(first: 50, filter: { reviews: [LATE, PENDING] }) { nodes { id review } } }
        """;

    static final String TASKS = """
        query($after: String) {
          tasks(first: 100, after: $after, orderBy: { field: CREATED_AT, direction: ASC }) {
            pageInfo { hasNextPage endCursor }
            nodes {
              id title state strikes result failure { code message } endedAt deadline onDependencyFailure
              retryPolicy { maxAttempts } assignee { id } parent { id } dependencies { id }
              progress { percent derived }
              attempts { id number agent { id } outcome startedAt endedAt }
              events(first: 100) { nodes { id } }
              deliverables(first: 20) { nodes { id name revision agent { id } review reviewer comment content } }
              metrics { name count }
            }
          }
        }
        """;

    /// What is missing in some events and never in others has two names, as GraphQL wants it.
    static final String LOG = """
        query($after: String) {
          events(first: 100, after: $after) {
            pageInfo { hasNextPage endCursor }
            nodes {
              __typename id time actor
              ... on TaskEvent { taskId state }
              ... on TaskDelegated { title parentId dependsOn assigneeId }
              ... on TaskClaimed { attemptId agentId attemptNumber leaseExpiresAt }
              ... on LeaseRenewed { attemptId agentId leaseExpiresAt }
              ... on ProgressReported { attemptId agentId percent message leaseExpiresAt }
              ... on TaskSubmittedForReview { attemptId agentId result }
              ... on TaskCompleted { result }
              ... on TaskChangesRequested { comment }
              ... on AttemptFailed { attemptId agentId failure { code message } strikes notBefore }
              ... on LeaseExpired { attemptId agentId strikes notBefore }
              ... on TaskDeadLettered { attemptId agentId failure { code message } strikes }
              ... on TaskFailed { lastAttempt: attemptId lastAgent: agentId failure { code message } }
              ... on TaskDeclined { agentId why: reason }
              ... on TaskReleased { attemptId agentId reason }
              ... on InputRequested { attemptId agentId question }
              ... on InputProvided { attemptId agentId answer leaseExpiresAt }
              ... on TaskHandedOff { agentId fromAgentId note }
              ... on TaskRetried { note }
              ... on TaskCanceled { reason }
              ... on SubtasksSettled { completed notCompleted }
              ... on DeliverableSubmitted { agentId deliverableId name revision late }
              ... on DeliverableAdopted { deliverableId name revision says: comment }
            }
          }
        }
        """;

    private Documents() {}

    static String mutation(String operation) {
        String input = Character.toUpperCase(operation.charAt(0)) + operation.substring(1) + "Input";
        return "mutation($input: %s!) { %s(input: $input) { %s problems { code message } } }"
                .formatted(input, operation, PAYLOADS.getOrDefault(operation, "task { id state }"));
    }
}
