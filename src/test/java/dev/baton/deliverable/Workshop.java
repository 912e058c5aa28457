package dev.baton.deliverable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.Gateway;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Agents with work in hand, by the public API alone.
record Workshop(Gateway gateway) {

    private static final String SUBMIT = """
        mutation ($input: SubmitDeliverableInput!) {
          submitDeliverable(input: $input) {
            deliverable {
              id kind name mediaType size sha256 content uri revision review reviewer createdAt
              task { id } agent { id } revisions { id revision }
            }
            problems { __typename code message ... on InvalidInput { fields { path message } } }
          }
        }
        """;

    private static final String REVIEW = """
        mutation ($input: ReviewDeliverableInput!) {
          reviewDeliverable(input: $input) {
            deliverable { id revision review reviewer comment reviewedAt }
            problems { __typename code message ... on Conflict { state } ... on NotFound { id }
              ... on InvalidInput { fields { path } } }
          }
        }
        """;

    /// An agent with a token of its own.
    record Worker(String id, String token) {}

    /// A task in an agent's hands.
    record Job(String taskId, String leaseToken, Worker worker) {

        /// An input for a deliverable, with what a test wants to say about it.
        Map<String, Object> handIn(String name, Map<String, ?> more) {
            var input = new HashMap<String, Object>(
                    Map.of("taskId", taskId, "leaseToken", leaseToken, "kind", "CODE", "name", name));
            input.putAll(more);
            return input;
        }
    }

    Worker hire() {
        return hire("admin", Map.of());
    }

    Worker hireManager() {
        return hire("admin", Map.of("kind", "MANAGER"));
    }

    Worker hireBelow(Worker manager) {
        return hire("admin", Map.of("reportsToId", manager.id()));
    }

    Worker hire(String admin, Map<String, ?> more) {
        var input = new HashMap<String, Object>(
                Map.of("handle", "a" + UUID.randomUUID(), "kind", "SPECIALIST", "maxConcurrentTasks", 100));
        input.putAll(more);
        String token = gateway.token(admin);
        String id = mutate(token, "registerAgent", "RegisterAgentInput", input, "agent { id }")
                .at("/agent/id")
                .asString();
        JsonNode credential = mutate(
                token,
                "createAgentCredential",
                "CreateAgentCredentialInput",
                Map.of("agentId", id),
                "clientId clientSecret");
        return new Worker(
                id,
                gateway.token(
                        credential.path("clientId").asString(),
                        credential.path("clientSecret").asString()));
    }

    /// A task that a person asked for.
    Job job(Worker worker) {
        return job(worker, gateway.token("operator"));
    }

    Job job(Worker worker, String requester) {
        return job(worker, requester, "work");
    }

    Job job(Worker worker, String requester, String label) {
        var input =
                Map.of("title", "Build it", "type", "create-api", "assigneeId", worker.id(), "labels", List.of(label));
        String task = mutate(requester, "delegateTask", "DelegateTaskInput", input, "task { id }")
                .at("/task/id")
                .asString();
        JsonNode claim = mutate(
                        worker.token(),
                        "claimTasks",
                        "ClaimTasksInput",
                        Map.of("leaseSeconds", 3600),
                        "claims { task { id } leaseToken }")
                .at("/claims/0");
        assertThat(claim.at("/task/id").asString()).isEqualTo(task);
        return new Job(task, claim.path("leaseToken").asString(), worker);
    }

    /// The payload, whatever it is.
    JsonNode submit(Job job, String name, Map<String, ?> more) {
        return gateway.data(job.worker().token(), SUBMIT, Map.of("input", job.handIn(name, more)))
                .path("submitDeliverable");
    }

    /// What was kept.
    JsonNode submitted(Job job, String name, Map<String, ?> more) {
        JsonNode payload = submit(job, name, more);
        assertThat(payload.path("problems")).as(payload.toString()).isEmpty();
        return payload.path("deliverable");
    }

    JsonNode review(String token, String deliverable, String decision, String comment) {
        var input = Map.of("deliverableId", deliverable, "decision", decision, "comment", comment);
        return gateway.data(token, REVIEW, Map.of("input", input)).path("reviewDeliverable");
    }

    JsonNode adopt(String token, String deliverable, String comment) {
        String query = REVIEW.replace("Review", "Adopt").replace("reviewDeliverable", "adoptDeliverable");
        var input = Map.of("deliverableId", deliverable, "comment", comment);
        return gateway.data(token, query, Map.of("input", input)).path("adoptDeliverable");
    }

    /// What is kept of a task's deliverables.
    JsonNode kept(Job job) {
        String query = """
            query ($id: ID!) { task(id: $id) { deliverables(first: 100) {
              totalCount nodes { id name revision review } } } }
            """;
        return gateway.data(gateway.token("viewer"), query, Map.of("id", job.taskId()))
                .at("/task/deliverables");
    }

    /// A mutation's payload, which has no problems.
    JsonNode mutate(String token, String mutation, String inputType, Map<String, ?> input, String selection) {
        String query = "mutation ($input: %s!) { %s(input: $input) { %s problems { code message } } }"
                .formatted(inputType, mutation, selection);
        JsonNode payload = gateway.data(token, query, Map.of("input", input)).path(mutation);
        assertThat(payload.path("problems")).as(payload.toString()).isEmpty();
        return payload;
    }
}
