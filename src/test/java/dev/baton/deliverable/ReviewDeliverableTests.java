package dev.baton.deliverable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deliverable.Workshop.Job;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

@BatonTest
class ReviewDeliverableTests {

    @Autowired
    private Environment environment;

    private Workshop workshop = new Workshop(new Gateway(0));
    private String operator = "";

    @BeforeEach
    void openWorkshop() {
        workshop = new Workshop(Gateway.of(environment));
        operator = workshop.gateway().token("operator");
    }

    @Test
    void aPersonAccepts() {
        JsonNode judged = verdict(workshop.review(operator, handIn(job()), "ACCEPT", "Well done."));
        assertThat(judged.path("review").asString()).isEqualTo("ACCEPTED");
        assertThat(judged.path("reviewer").asString()).isEqualTo("operator");
        assertThat(judged.path("comment").asString()).isEqualTo("Well done.");
        assertThat(judged.path("reviewedAt").asString()).isNotEmpty();
    }

    @Test
    void theManagerThatAskedForTheTaskAsksForAChangeAndAcceptsTheNextRevision() {
        var manager = workshop.hireManager();
        Job job = workshop.job(workshop.hireBelow(manager), manager.token());
        verdict(workshop.review(manager.token(), handIn(job), "REQUEST_CHANGES", "Name the index."));
        JsonNode second = verdict(workshop.review(manager.token(), handIn(job), "ACCEPT", ""));
        assertThat(second.path("revision").asInt()).isEqualTo(2);
        assertThat(second.path("reviewer").asString()).isEqualTo(manager.id());
        assertThat(workshop.kept(job).path("nodes").findValuesAsString("review"))
                .containsExactly("CHANGES_REQUESTED", "ACCEPTED");
    }

    @Test
    void anOlderRevisionCanStillBeJudged() {
        Job job = job();
        String first = handIn(job);
        handIn(job);
        assertThat(verdict(workshop.review(operator, first, "ACCEPT", ""))
                        .path("revision")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aVerdictStays() {
        String deliverable = handIn(job());
        verdict(workshop.review(operator, deliverable, "REQUEST_CHANGES", "Again."));
        JsonNode problem = problem(workshop.review(operator, deliverable, "ACCEPT", ""));
        assertThat(problem.path("__typename").asString()).isEqualTo("Conflict");
        assertThat(problem.path("state").asString()).isEqualTo("CHANGES_REQUESTED");
    }

    @Test
    void ofVerdictsGivenAtOnceOneStands() {
        Job job = job();
        String deliverable = handIn(job);
        List<CompletableFuture<JsonNode>> atOnce = IntStream.range(0, 8)
                .mapToObj(
                        _ -> CompletableFuture.supplyAsync(() -> workshop.review(operator, deliverable, "ACCEPT", "")))
                .toList();
        assertThat(atOnce.stream()
                        .map(CompletableFuture::join)
                        .filter(payload -> payload.path("problems").isEmpty()))
                .hasSize(1);
        assertThat(reviews(job)).hasSize(1);
    }

    @Test
    void anAgentThatDidNotAskForTheTaskIsForbidden() {
        Job job = job();
        String deliverable = handIn(job);
        for (String token : List.of(job.worker().token(), workshop.hire().token())) {
            assertThat(problem(workshop.review(token, deliverable, "ACCEPT", ""))
                            .path("__typename")
                            .asString())
                    .isEqualTo("Forbidden");
        }
        assertThat(workshop.kept(job).at("/nodes/0/review").asString()).isEqualTo("PENDING");
    }

    @Test
    void aDeliverableThatTheWorkspaceDoesNotHaveIsNotFound() {
        Job job = job();
        String deliverable = handIn(job);
        String stranger = workshop.gateway().token("other-operator");
        notFound(stranger, deliverable);
        notFound(operator, "deliverable_nonsense");
        notFound(operator, job.taskId());
        assertThat(workshop.kept(job).at("/nodes/0/review").asString()).isEqualTo("PENDING");
    }

    @Test
    void whoAsksForChangesSaysWhich() {
        String deliverable = handIn(job());
        for (String comment : List.of("", "  ", "x".repeat(10_001), "nul\0")) {
            JsonNode problem = problem(workshop.review(operator, deliverable, "REQUEST_CHANGES", comment));
            assertThat(problem.path("__typename").asString()).isEqualTo("InvalidInput");
            assertThat(problem.at("/fields/0/path/0").asString()).isEqualTo("comment");
        }
    }

    @Test
    void theLogTellsTheVerdict() {
        Job job = job();
        String deliverable = handIn(job);
        workshop.review(operator, deliverable, "REQUEST_CHANGES", "Name the index.");
        JsonNode event = reviews(job).getFirst();
        assertThat(event.path("actor").asString()).isEqualTo("operator");
        assertThat(event.path("state").asString()).isEqualTo("WORKING");
        assertThat(event.path("deliverableId").asString()).isEqualTo(deliverable);
        assertThat(event.path("name").asString()).isEqualTo("a.txt");
        assertThat(event.path("revision").asInt()).isEqualTo(1);
        assertThat(event.path("review").asString()).isEqualTo("CHANGES_REQUESTED");
        assertThat(event.path("comment").asString()).isEqualTo("Name the index.");
    }

    private Job job() {
        return workshop.job(workshop.hire());
    }

    private String handIn(Job job) {
        return workshop.submitted(job, "a.txt", Map.of("content", "text"))
                .path("id")
                .asString();
    }

    private void notFound(String token, String id) {
        JsonNode problem = problem(workshop.review(token, id, "ACCEPT", ""));
        assertThat(problem.path("__typename").asString()).isEqualTo("NotFound");
        assertThat(problem.path("id").asString()).isEqualTo(id);
    }

    private static JsonNode verdict(JsonNode payload) {
        assertThat(payload.path("problems")).as(payload.toString()).isEmpty();
        return payload.path("deliverable");
    }

    private static JsonNode problem(JsonNode payload) {
        assertThat(payload.path("deliverable").isNull()).as(payload.toString()).isTrue();
        return payload.at("/problems/0");
    }

    private List<JsonNode> reviews(Job job) {
        String query = """
            query ($id: ID!) { task(id: $id) { events(first: 100) { nodes { actor
              ... on DeliverableReviewed { state deliverableId name revision review comment } } } } }
            """;
        return workshop.gateway()
                .data(operator, query, Map.of("id", job.taskId()))
                .at("/task/events/nodes")
                .valueStream()
                .filter(event -> event.has("review"))
                .toList();
    }
}
