package dev.baton.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/// Plays the demonstration's story once, at full speed, while somebody watches over a WebSocket.
@BatonTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoryTests {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofSeconds(10);

    // Few events: what this costs comes out of one bucket.
    private static final String SHOWN_AND_TOLD = """
        query($id: ID!) { task(id: $id) { ...Shown events(first: 20) { nodes { ...Told } } } }
        """ + Told.TASK + Told.EVENT;

    private final List<JsonNode> heard = new ArrayList<>();
    private final List<Integer> progress = new ArrayList<>();
    private volatile Map<Work, String> tasks = Map.of();
    private Gateway gateway = new Gateway(0);
    private String viewer = "";
    private String head = "";

    @BeforeAll
    void playTheStory(@Autowired Environment environment) {
        gateway = Gateway.of(environment);
        viewer = gateway.token("viewer");
        head = gateway.data(viewer, "{ workspace { head } }")
                .at("/workspace/head")
                .asString();
        try (var dashboard = TestSocket.signedIn(gateway, viewer)) {
            dashboard.subscribe(
                    "1", "subscription { taskEvents(after: \"%s\") { ...Told } } %s".formatted(head, Told.EVENT));
            var crew = Objects.requireNonNull(
                    Crew.hire(new Endpoint(gateway.port())).block(PATIENCE));
            var stage = Objects.requireNonNull(crew.enter(Story.EPISODE).block(PATIENCE));
            Story.EPISODE.play(stage, _ -> look(stage)).then().block(PATIENCE);
            hearAll(dashboard);
        }
    }

    private Mono<Void> look(Stage stage) {
        return Mono.<Void>fromRunnable(() -> {
                    tasks = stage.tasks();
                    tasks.values().forEach(this::eventsAndQueryAgree);
                    progress.add(percent(task(Story.BACKEND)));
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    private void hearAll(TestSocket dashboard) {
        JsonNode event;
        do {
            event = dashboard.next().at("/payload/data/taskEvents");
            heard.add(event);
        } while (!isEndOf(Story.BACKEND, event));
        // One that came twice at the very end would come now.
        assertThat(dashboard.poll(Duration.ofMillis(200))).isNull();
    }

    private boolean isEndOf(Work work, JsonNode event) {
        return isAbout(work, event) && event.path("state").asString().equals("COMPLETED");
    }

    private boolean isAbout(Work work, JsonNode event) {
        return event.path("taskId").asString().equals(tasks.get(work));
    }

    @Test
    void theSubscriberHeardEveryEventOnceAndInOrder() {
        List<String> logged = new ArrayList<>();
        String after = head;
        JsonNode page;
        do {
            page = gateway.data(
                            viewer,
                            "query($after: String) { events(first: 100, after: $after)"
                                    + " { nodes { ... on TaskEvent { id } } pageInfo { hasNextPage endCursor } } }",
                            Map.of("after", after))
                    .path("events");
            page.path("nodes")
                    .valueStream()
                    .filter(node -> node.has("id"))
                    .forEach(node -> logged.add(node.path("id").asString()));
            after = page.at("/pageInfo/endCursor").asString();
        } while (page.at("/pageInfo/hasNextPage").asBoolean());
        assertThat(heard).extracting(event -> event.path("id").asString()).isEqualTo(logged);
    }

    // What stands beside an event takes its own time to read, and may not let a later event go first.
    @Test
    void aReplayIsInOrderWhateverIsReadBesideTheEvents() {
        var replayed = new ArrayList<String>();
        try (var latecomer = TestSocket.signedIn(gateway, viewer)) {
            latecomer.subscribe("1", """
                subscription { taskEvents(after: "%s") { id task { title assignee { handle } events { totalCount } } } }
                """.formatted(head));
            while (replayed.size() < heard.size()) {
                replayed.add(latecomer.next().at("/payload/data/taskEvents/id").asString());
            }
        }
        assertThat(heard).extracting(event -> event.path("id").asString()).isEqualTo(replayed);
    }

    @Test
    void eachTaskLivedAsTheStoryTellsIt() {
        assertThat(typesOf(Story.BACKEND))
                .containsExactly(
                        "TaskDelegated",
                        "TaskClaimed",
                        "LeaseRenewed",
                        "SubtasksSettled",
                        "DeliverableSubmitted",
                        "TaskSubmittedForReview",
                        "TaskCompleted");
        assertThat(typesOf(Story.MIGRATION))
                .containsExactly(
                        "TaskDelegated",
                        "TaskClaimed",
                        "ProgressReported",
                        "DeliverableSubmitted",
                        "ProgressReported",
                        "DeliverableSubmitted",
                        "DeliverableReviewed",
                        "TaskCompleted");
        assertThat(typesOf(Story.CHECKOUT))
                .containsExactly(
                        "TaskDelegated",
                        "TaskQueued",
                        "TaskClaimed",
                        "ProgressReported",
                        "DeliverableSubmitted",
                        "DeliverableReviewed",
                        "DeliverableSubmitted",
                        "DeliverableReviewed",
                        "ProgressReported",
                        "DeliverableSubmitted",
                        "DeliverableSubmitted",
                        "TaskCompleted");
        assertThat(typesOf(Story.SIGN_IN))
                .containsExactly(
                        "TaskDelegated",
                        "TaskQueued",
                        "TaskClaimed",
                        "AttemptFailed",
                        "TaskQueued",
                        "TaskClaimed",
                        "ProgressReported",
                        "DeliverableSubmitted",
                        "ProgressReported",
                        "DeliverableSubmitted",
                        "TaskCompleted");
    }

    @Test
    void whatTheDashboardHeardReplaysToWhatAQueryShows() {
        tasks.forEach((work, id) -> {
            var told =
                    Told.by(heard.stream().filter(event -> isAbout(work, event)).toList());
            assertThat(told)
                    .as(work.title())
                    .isEqualTo(Told.shown(gateway.data(
                                    viewer,
                                    "query($id: ID!) { task(id: $id) { ...Shown } } " + Told.TASK,
                                    Map.of("id", id))
                            .path("task")));
            assertThat(told.state()).isEqualTo("COMPLETED");
            assertThat(told.result()).isNotNull();
        });
    }

    @Test
    void nobodyBeganBeforeTheMigrationWasCompleted() {
        int migrated = first(Story.MIGRATION, "TaskCompleted");
        for (Work work : Set.of(Story.CHECKOUT, Story.WEBHOOKS, Story.SIGN_IN)) {
            assertThat(heard.get(first(work, "TaskDelegated")).path("state").asString())
                    .isEqualTo("WAITING");
            assertThat(first(work, "TaskQueued")).isGreaterThan(migrated);
            assertThat(first(work, "TaskClaimed")).isGreaterThan(migrated);
        }
    }

    @Test
    void theWholeRoseToAHundredPercentAndNeverFell() {
        assertThat(progress).isSorted().startsWith(0).endsWith(100).hasSizeGreaterThan(20);
        assertThat(Set.copyOf(progress)).hasSizeGreaterThan(5);
    }

    @Test
    void oneAttemptFailedAndTheSecondDidNot() {
        JsonNode task = gateway.data(
                        viewer,
                        "query($id: ID!) { task(id: $id) { attempts { number outcome error { code } } } }",
                        Map.of("id", task(Story.SIGN_IN)))
                .path("task");
        assertThat(task.path("attempts").toString()).isEqualTo("""
            [{"number":1,"outcome":"FAILED_RETRYABLE","error":{"code":"PROVIDER_UNAVAILABLE"}},\
            {"number":2,"outcome":"COMPLETED","error":null}]\
            """);
    }

    @Test
    void theChangedDeliverableHasBothRevisions() {
        List<JsonNode> revisions = deliverables(Story.CHECKOUT).stream()
                .filter(node -> node.path("name").asString().equals(Story.CHECKOUT_API.name()))
                .toList();
        assertThat(revisions)
                .extracting(
                        node -> node.path("revision").asInt(),
                        node -> node.path("review").asString())
                .containsExactly(tuple(1, "CHANGES_REQUESTED"), tuple(2, "ACCEPTED"));
        assertThat(revisions.getFirst().path("content").asString()).doesNotContain("Idempotency-Key");
        assertThat(revisions.getLast().path("content").asString()).contains("Idempotency-Key");
    }

    @Test
    void theMigrationThatWasHandedInRunsOnPostgres(@Autowired TestServers.Place place) throws SQLException {
        String migration =
                deliverables(Story.MIGRATION).getFirst().path("content").asString();
        try (var connection = place.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA billing; SET search_path = billing");
            statement.execute(migration);
            statement.execute("DROP SCHEMA billing CASCADE");
        }
    }

    private List<JsonNode> deliverables(Work work) {
        return gateway.data(
                        viewer,
                        "query($id: ID!) { task(id: $id) { deliverables(first: 100)"
                                + " { nodes { name revision review content } } } }",
                        Map.of("id", task(work)))
                .at("/task/deliverables/nodes")
                .valueStream()
                .toList();
    }

    private List<String> typesOf(Work work) {
        return heard.stream()
                .filter(event -> isAbout(work, event))
                .map(event -> event.path("__typename").asString())
                .toList();
    }

    private int first(Work work, String type) {
        for (int i = 0; i < heard.size(); i++) {
            if (isAbout(work, heard.get(i))
                    && heard.get(i).path("__typename").asString().equals(type)) {
                return i;
            }
        }
        throw new AssertionError(type + " of " + work + " was not heard");
    }

    private String task(Work work) {
        return Objects.requireNonNull(tasks.get(work));
    }

    // A task and its events are read one after the other, and a sweep may come in between: so for a while.
    private void eventsAndQueryAgree(String id) {
        Instant deadline = Instant.now().plus(SOON);
        JsonNode task;
        do {
            task = gateway.data(viewer, SHOWN_AND_TOLD, Map.of("id", id)).path("task");
        } while (!told(task).equals(Told.shown(task)) && Instant.now().isBefore(deadline));
        assertThat(told(task)).isEqualTo(Told.shown(task));
    }

    private static Told told(JsonNode task) {
        return Told.by(task.at("/events/nodes").valueStream().toList());
    }

    private int percent(String id) {
        return gateway.data(viewer, "query($id: ID!) { task(id: $id) { progress { percent } } }", Map.of("id", id))
                .at("/task/progress/percent")
                .asInt();
    }
}
