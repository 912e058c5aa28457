package dev.baton.deliverable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deliverable.Workshop.Job;
import dev.baton.deliverable.Workshop.Worker;
import dev.baton.graph.DeliverableId;
import dev.baton.graph.TaskId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// What is handed in on a lost lease.
@BatonTest
class LateDeliverableTests {

    @Autowired
    private Environment environment;

    @Autowired
    private TestServers.Place place;

    private Workshop workshop = new Workshop(new Gateway(0));
    private String operator = "";

    @BeforeEach
    void openWorkshop() {
        workshop = new Workshop(Gateway.of(environment));
        operator = workshop.gateway().token("operator");
    }

    @Test
    void whatComesAfterTheTaskWasHandedOnIsKeptOnTheTryThatItBelongsTo() throws SQLException {
        Worker other = workshop.hire();
        Job lost = job();
        Job taken = handedOn(lost, other);
        JsonNode before = task(lost);
        JsonNode late = workshop.submitted(lost, "a.txt", Map.of("content", "late"));
        JsonNode live = workshop.submitted(taken, "a.txt", Map.of("content", "live"));
        assertThat(late.path("review").asString()).isEqualTo("LATE");
        assertThat(late.path("revision").asInt()).isEqualTo(1);
        assertThat(late.at("/agent/id").asString()).isEqualTo(lost.worker().id());
        assertThat(attemptOf(late)).isEqualTo(1);
        assertThat(live.path("review").asString()).isEqualTo("PENDING");
        assertThat(live.path("revision").asInt()).isEqualTo(2);
        assertThat(attemptOf(live)).isEqualTo(2);
        assertThat(task(lost)).isEqualTo(before);
    }

    @Test
    void whatComesForACanceledTaskIsKeptAndTheLogSaysThatItIsLate() {
        Job job = job();
        cancel(job);
        JsonNode late = late(job);
        assertThat(late.path("review").asString()).isEqualTo("LATE");
        JsonNode event = events(job).getLast();
        assertThat(event.path("__typename").asString()).isEqualTo("DeliverableSubmitted");
        assertThat(event.path("late").asBoolean()).isTrue();
        assertThat(event.path("state").asString()).isEqualTo("CANCELED");
        assertThat(event.path("deliverableId").asString())
                .isEqualTo(late.path("id").asString());
    }

    @Test
    void whatComesAfterTheLeaseRanOutIsLateWhetherOrNotBatonHasNoticed() throws SQLException {
        Job job = job();
        try (var connection = place.connect();
                var sql = connection.prepareStatement(
                        "UPDATE task SET lease_expires_at = now() - interval '1 second' WHERE id = ?")) {
            sql.setObject(1, TaskId.parse(job.taskId()).orElseThrow().value());
            assertThat(sql.executeUpdate()).isEqualTo(1);
        }
        assertThat(late(job).path("review").asString()).isEqualTo("LATE");
    }

    @Test
    void aRepetitionWithTheSameKeyKeepsOneLateOne() {
        Job job = job();
        cancel(job);
        var input = Map.of("content", "late", "idempotencyKey", "once");
        JsonNode first = workshop.submitted(job, "a.txt", input);
        assertThat(workshop.submitted(job, "a.txt", input)).isEqualTo(first);
        assertThat(workshop.kept(job).path("totalCount").asLong()).isEqualTo(1);
        assertThat(events(job).stream()
                        .filter(event -> event.path("__typename").asString().equals("DeliverableSubmitted")))
                .hasSize(1);
    }

    @Test
    void aPersonAdoptsWhatCameLate() {
        Job job = job();
        cancel(job);
        String late = late(job).path("id").asString();
        JsonNode before = task(job);
        JsonNode adopted = workshop.adopt(operator, late, "Still good.").path("deliverable");
        assertThat(adopted.path("review").asString()).isEqualTo("ACCEPTED");
        assertThat(adopted.path("reviewer").asString()).isEqualTo("operator");
        assertThat(adopted.path("comment").asString()).isEqualTo("Still good.");
        assertThat(task(job)).isEqualTo(before);
        JsonNode event = events(job).getLast();
        assertThat(event.path("__typename").asString()).isEqualTo("DeliverableAdopted");
        assertThat(event.path("deliverableId").asString()).isEqualTo(late);
        assertThat(event.path("actor").asString()).isEqualTo("operator");
        assertThat(event.path("comment").asString()).isEqualTo("Still good.");
    }

    @Test
    void whatCameLateIsAdoptedOnceAndNotReviewed() {
        Job job = job();
        cancel(job);
        String late = late(job).path("id").asString();
        JsonNode reviewed = problem(workshop.review(operator, late, "ACCEPT", ""));
        assertThat(reviewed.path("__typename").asString()).isEqualTo("Conflict");
        assertThat(reviewed.path("state").asString()).isEqualTo("LATE");
        assertThat(reviewed.path("message").asString()).contains("adoptDeliverable");
        var atOnce = IntStream.range(0, 6)
                .mapToObj(_ -> CompletableFuture.supplyAsync(() -> workshop.adopt(operator, late, "")))
                .toList();
        assertThat(atOnce.stream()
                        .map(CompletableFuture::join)
                        .filter(payload -> payload.path("problems").isEmpty()))
                .hasSize(1);
        assertThat(problem(workshop.adopt(operator, late, "")).path("state").asString())
                .isEqualTo("ACCEPTED");
    }

    @Test
    void whatDidNotComeLateIsNotAdopted() {
        String pending = late(job()).path("id").asString();
        JsonNode problem = problem(workshop.adopt(operator, pending, ""));
        assertThat(problem.path("__typename").asString()).isEqualTo("Conflict");
        assertThat(problem.path("state").asString()).isEqualTo("PENDING");
    }

    @Test
    void onlyWhoAskedForTheTaskOrAPersonAdopts() {
        Worker manager = workshop.hireManager();
        Job job = workshop.job(workshop.hireBelow(manager), manager.token());
        cancel(job);
        String late = late(job).path("id").asString();
        for (String token : List.of(job.worker().token(), workshop.hire().token())) {
            assertThat(problem(workshop.adopt(token, late, ""))
                            .path("__typename")
                            .asString())
                    .isEqualTo("Forbidden");
        }
        assertThat(problem(workshop.adopt(workshop.gateway().token("other-operator"), late, ""))
                        .path("__typename")
                        .asString())
                .isEqualTo("NotFound");
        assertThat(problem(workshop.adopt(operator, late, "x".repeat(10_001)))
                        .path("__typename")
                        .asString())
                .isEqualTo("InvalidInput");
        assertThat(workshop.adopt(manager.token(), late, "")
                        .at("/deliverable/reviewer")
                        .asString())
                .isEqualTo(manager.id());
    }

    @Test
    void aManagerDoesNotAdoptItsOwnLateWork() {
        Worker manager = workshop.hireManager();
        Job own = workshop.job(manager, manager.token());
        handedOn(own, workshop.hireBelow(manager));
        String late = late(own).path("id").asString();
        assertThat(problem(workshop.adopt(manager.token(), late, ""))
                        .path("__typename")
                        .asString())
                .isEqualTo("Forbidden");
    }

    private Job job() {
        return workshop.job(workshop.hire());
    }

    private JsonNode late(Job job) {
        return workshop.submitted(job, "a.txt", Map.of("content", "text"));
    }

    private void cancel(Job job) {
        workshop.mutate(operator, "cancelTask", "CancelTaskInput", Map.of("taskId", job.taskId()), "task { id }");
    }

    private Job handedOn(Job job, Worker other) {
        workshop.mutate(
                job.worker().token(),
                "handOffTask",
                "HandOffTaskInput",
                Map.of("taskId", job.taskId(), "leaseToken", job.leaseToken(), "toAgentId", other.id()),
                "task { id }");
        String token = workshop.mutate(
                        other.token(), "claimTasks", "ClaimTasksInput", Map.of(), "claims { leaseToken }")
                .at("/claims/0/leaseToken")
                .asString();
        return new Job(job.taskId(), token, other);
    }

    private JsonNode task(Job job) {
        String query = "query ($id: ID!) { task(id: $id) { state updatedAt assignee { id } attempts { id outcome } } }";
        return workshop.gateway().data(operator, query, Map.of("id", job.taskId()));
    }

    private List<JsonNode> events(Job job) {
        String query = """
            query ($id: ID!) { task(id: $id) { events(first: 100) { nodes { __typename actor
              ... on DeliverableSubmitted { state deliverableId late }
              ... on DeliverableAdopted { state deliverableId comment } } } } }
            """;
        return workshop.gateway()
                .data(operator, query, Map.of("id", job.taskId()))
                .at("/task/events/nodes")
                .valueStream()
                .toList();
    }

    /// The number of the try that a deliverable is kept on.
    private int attemptOf(JsonNode deliverable) throws SQLException {
        try (var connection = place.connect();
                var sql = connection.prepareStatement(
                        "SELECT a.number FROM attempt a JOIN deliverable d ON d.attempt_id = a.id WHERE d.id = ?")) {
            sql.setObject(
                    1,
                    DeliverableId.parse(deliverable.path("id").asString())
                            .orElseThrow()
                            .value());
            try (var found = sql.executeQuery()) {
                assertThat(found.next()).isTrue();
                return found.getInt(1);
            }
        }
    }

    private static JsonNode problem(JsonNode payload) {
        assertThat(payload.path("deliverable").isNull()).as(payload.toString()).isTrue();
        return payload.at("/problems/0");
    }
}
