package dev.baton.deliverable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deliverable.Workshop.Job;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

@BatonTest
class SubmitDeliverableTests {

    private static final String TEXT = "CREATE TABLE café (id uuid); -- 😀\n";

    @Autowired
    private Environment environment;

    private Workshop workshop = new Workshop(new Gateway(0));

    @BeforeEach
    void openWorkshop() {
        workshop = new Workshop(Gateway.of(environment));
    }

    @Test
    void aTextComesBackAsItWentInWithItsSizeAndHash() throws NoSuchAlgorithmException {
        Job job = job();
        JsonNode kept = workshop.submitted(
                job, "V1__billing.sql", Map.of("kind", "MIGRATION", "mediaType", "application/sql", "content", TEXT));
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        assertThat(kept.path("content").asString()).isEqualTo(TEXT);
        assertThat(kept.path("size").asLong()).isEqualTo(bytes.length);
        assertThat(kept.path("sha256").asString())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        assertThat(kept.path("kind").asString()).isEqualTo("MIGRATION");
        assertThat(kept.path("mediaType").asString()).isEqualTo("application/sql");
        assertThat(kept.path("review").asString()).isEqualTo("PENDING");
        assertThat(kept.path("uri").isNull()).isTrue();
        assertThat(kept.at("/task/id").asString()).isEqualTo(job.taskId());
        assertThat(kept.at("/agent/id").asString()).isEqualTo(job.worker().id());
    }

    @Test
    void whatIsElsewhereKeepsWhatTheAgentSaysOfIt() {
        String hash = "ab".repeat(32);
        JsonNode kept = workshop.submitted(
                job(),
                "build.zip",
                Map.of("uri", "https://example.com/a%20b?c=d#e", "size", 5_000_000_000L, "sha256", hash));
        assertThat(kept.path("uri").asString()).isEqualTo("https://example.com/a%20b?c=d#e");
        assertThat(kept.path("size").asLong()).isEqualTo(5_000_000_000L);
        assertThat(kept.path("sha256").asString()).isEqualTo(hash);
        assertThat(kept.path("content").isNull()).isTrue();
        assertThat(kept.path("mediaType").asString()).isEqualTo("text/plain");
        assertThat(workshop.submitted(job(), "page", Map.of("uri", "http://example.com"))
                        .path("size")
                        .isNull())
                .isTrue();
    }

    @Test
    void theSameNameAgainIsTheNextRevisionAndNoneIsLost() {
        Job job = job();
        workshop.submitted(job, "api.yaml", Map.of("content", "one"));
        workshop.submitted(job, "api.yaml", Map.of("content", "two"));
        workshop.submitted(job, "notes.md", Map.of("content", "another"));
        JsonNode third = workshop.submitted(job, "api.yaml", Map.of("uri", "https://example.com/api.yaml"));
        assertThat(third.path("revision").asInt()).isEqualTo(3);
        assertThat(third.path("revisions").findValuesAsString("revision")).containsExactly("1", "2", "3");
        assertThat(workshop.kept(job).path("nodes").findValuesAsString("name"))
                .containsExactly("api.yaml", "api.yaml", "notes.md", "api.yaml");
    }

    @Test
    void theSameNameForAnotherTaskIsAFirstRevision() {
        workshop.submitted(job(), "api.yaml", Map.of("content", "one"));
        assertThat(workshop.submitted(job(), "api.yaml", Map.of("content", "one"))
                        .path("revision")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void whatIsHandedInAtOnceUnderOneNameGetsDistinctRevisions() {
        Job job = job();
        List<CompletableFuture<JsonNode>> atOnce = IntStream.range(0, 8)
                .mapToObj(number -> CompletableFuture.supplyAsync(
                        () -> workshop.submitted(job, "race.txt", Map.of("content", "text " + number))))
                .toList();
        assertThat(atOnce.stream().map(one -> one.join().path("revision").asInt()))
                .containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void aLeaseThatWasNeverTheCallersKeepsNothing() {
        Job wrongToken = job();
        refusedWithNothingKept(new Job(wrongToken.taskId(), "another token", wrongToken.worker()), "LEASE_LOST");

        Job anothers = job();
        refusedWithNothingKept(new Job(anothers.taskId(), anothers.leaseToken(), workshop.hire()), "LEASE_LOST");

        var worker = workshop.hire();
        Job one = workshop.job(worker);
        Job other = workshop.job(worker);
        refusedWithNothingKept(new Job(one.taskId(), other.leaseToken(), worker), "LEASE_LOST");
    }

    @Test
    void aTaskThatTheWorkspaceDoesNotHaveIsNotFound() {
        Job ours = job();
        var stranger = workshop.hire("other-admin", Map.of());
        refusedWithNothingKept(new Job(ours.taskId(), ours.leaseToken(), stranger), "NOT_FOUND");
        assertThat(problem(workshop.submit(
                                new Job("task_nonsense", ours.leaseToken(), ours.worker()), "x", Map.of("content", "")))
                        .path("code")
                        .asString())
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void aBadInputIsRefusedWithEveryBadFieldAndNothingIsKept() {
        Job job = job();
        refused(job, "both", Map.of("content", "text", "uri", "https://example.com"), "content", "uri");
        refused(job, "neither", Map.of(), "content", "uri");
        refused(job, "large", Map.of("content", "x".repeat(513 * 1024)), "content");
        refused(job, "large", Map.of("content", "é".repeat(256 * 1024 + 1)), "content");
        refused(job, "nul", Map.of("content", "a\0b"), "content");
        refused(job, "other size", Map.of("content", "text", "size", 5), "size");
        refused(job, "other hash", Map.of("content", "text", "sha256", "00".repeat(32)), "sha256");
        refused(job, "no hash", Map.of("uri", "https://example.com", "sha256", "AB".repeat(32)), "sha256");
        refused(job, "negative", Map.of("uri", "https://example.com", "size", -1), "size");
        refused(job, "", Map.of("content", "text", "mediaType", "text"), "name", "mediaType");
        refused(job, "n".repeat(201), Map.of("content", "text"), "name");
        refused(job, "two\nlines", Map.of("content", "text"), "name");
        refused(job, "nul\0", Map.of("content", "text"), "name");
        refused(job, "ftp", Map.of("uri", "ftp://example.com/file"), "uri");
        refused(job, "file", Map.of("uri", "file:///etc/passwd"), "uri");
        refused(job, "a password", Map.of("uri", "https://user:secret@example.com"), "uri");
        refused(job, "no host", Map.of("uri", "https:///path"), "uri");
        refused(job, "no URI", Map.of("uri", "https://example.com/a b"), "uri");
        refused(job, "long", Map.of("uri", "https://example.com/" + "x".repeat(2_000)), "uri");
        assertThat(workshop.kept(job).path("totalCount").asLong()).isZero();
    }

    @Test
    void theLargestTextIsKept() {
        String largest = "\u0001".repeat(512 * 1024);
        assertThat(workshop.submitted(job(), "large.txt", Map.of("content", largest))
                        .path("content")
                        .asString())
                .isEqualTo(largest);
    }

    @Test
    void aRepetitionWithTheSameKeyKeepsOneRevision() {
        Job job = job();
        var input = Map.of("content", "text", "idempotencyKey", "once");
        JsonNode first = workshop.submitted(job, "a.txt", input);
        JsonNode again = workshop.submitted(job, "a.txt", input);
        assertThat(again).isEqualTo(first);
        assertThat(problem(workshop.submit(job, "a.txt", Map.of("content", "new", "idempotencyKey", "once")))
                        .path("__typename")
                        .asString())
                .isEqualTo("IdempotencyConflict");
        assertThat(workshop.kept(job).path("totalCount").asLong()).isEqualTo(1);
        assertThat(types(events(job))).containsOnlyOnce("DeliverableSubmitted");
    }

    @Test
    void theLogTellsWhatWasHandedInAndInWhichStateTheTaskWas() {
        Job job = job();
        workshop.submitted(job, "api.yaml", Map.of("content", "one"));
        JsonNode kept = workshop.submitted(job, "api.yaml", Map.of("kind", "SCHEMA", "content", "two"));
        JsonNode event = last(events(job));
        assertThat(event.path("__typename").asString()).isEqualTo("DeliverableSubmitted");
        assertThat(event.path("state").asString()).isEqualTo("WORKING");
        assertThat(event.path("deliverableId").asString())
                .isEqualTo(kept.path("id").asString());
        assertThat(event.path("name").asString()).isEqualTo("api.yaml");
        assertThat(event.path("revision").asInt()).isEqualTo(2);
        assertThat(event.path("kind").asString()).isEqualTo("SCHEMA");
        assertThat(event.path("late").asBoolean()).isFalse();
        assertThat(event.path("agentId").asString()).isEqualTo(job.worker().id());
        assertThat(event.path("actor").asString()).isEqualTo(job.worker().id());
    }

    private Job job() {
        return workshop.job(workshop.hire());
    }

    private void refusedWithNothingKept(Job job, String code) {
        assertThat(problem(workshop.submit(job, "late.txt", Map.of("content", "text")))
                        .path("code")
                        .asString())
                .isEqualTo(code);
        assertThat(workshop.kept(job).path("totalCount").asLong()).isZero();
        assertThat(types(events(job))).doesNotContain("DeliverableSubmitted");
    }

    private void refused(Job job, String name, Map<String, ?> more, String... fields) {
        JsonNode problem = problem(workshop.submit(job, name, more));
        assertThat(problem.path("__typename").asString()).isEqualTo("InvalidInput");
        assertThat(problem.path("fields").findValues("path").stream()
                        .map(path -> path.path(0).asString())
                        .distinct())
                .as(name)
                .containsExactlyInAnyOrder(fields);
    }

    private static JsonNode problem(JsonNode payload) {
        assertThat(payload.path("deliverable").isNull()).as(payload.toString()).isTrue();
        assertThat(payload.path("problems")).hasSize(1);
        return payload.at("/problems/0");
    }

    private JsonNode events(Job job) {
        String query = """
            query ($id: ID!) { task(id: $id) { events(first: 100) { nodes { __typename actor
              ... on DeliverableSubmitted { state deliverableId name revision kind agentId late } } } } }
            """;
        return workshop.gateway()
                .data(workshop.gateway().token("viewer"), query, Map.of("id", job.taskId()))
                .at("/task/events/nodes");
    }

    private static List<String> types(JsonNode events) {
        return events.findValuesAsString("__typename");
    }

    private static JsonNode last(JsonNode events) {
        return StreamSupport.stream(events.spliterator(), false).toList().getLast();
    }
}
