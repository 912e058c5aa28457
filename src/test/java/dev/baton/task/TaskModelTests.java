package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.database.Reach;
import dev.baton.task.TaskModel.Known;
import dev.baton.task.Team.Member;
import dev.baton.testing.BatonTest;
import dev.baton.testing.BesideOthers;
import dev.baton.testing.Gateway;
import dev.baton.testing.MovableClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// Random histories of what several agents and a person do, right and wrong, held against [TaskModel] after each step:
/// what is answered, and the state of every task.
@BatonTest(properties = {"baton.guard.capacity=10000000", "baton.guard.refill-per-second=10000000"})
@Import(MovableClock.InPlace.class)
@BesideOthers
class TaskModelTests {

    private static final int STEPS = 120;
    private static final int CREW = 3;

    /// What has to pass for every lease and every delay to be over.
    private static final Duration LONG = Duration.ofSeconds(90);

    private static final int MOST_LONGS = 6;

    @Autowired
    private Environment environment;

    @Autowired
    private MovableClock clock;

    @Autowired
    private TaskSweeper sweeper;

    private Team team = new Team(new Gateway(0));
    private String operator = "";
    private List<Member> crew = List.of();
    private TaskModel model = new TaskModel();
    private Random random = new Random(0);
    private String capability = "";
    private int longs;

    @BeforeEach
    void meet() {
        sweeper.stop();
        team = new Team(Gateway.of(environment));
        operator = team.operator();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aRandomHistoryIsWhatTheModelSays(long seed) {
        random = new Random(seed);
        model = new TaskModel();
        longs = 0;
        capability = "model-" + seed;
        crew = IntStream.range(0, CREW)
                .mapToObj(_ -> team.hire("SPECIALIST", Map.of("capabilities", List.of(capability))))
                .toList();
        for (int i = 0; i < 5; i++) {
            delegate();
        }
        for (int step = 0; step < STEPS; step++) {
            String what = step();
            assertThat(states()).as("seed %d, step %d: %s", seed, step, what).isEqualTo(expectedStates());
        }
    }

    private String step() {
        int choice = random.nextInt(100);
        if (choice < 15) {
            return delegate();
        } else if (choice < 40) {
            return claim();
        } else if (choice < 43 && longs < MOST_LONGS) {
            return waitLong();
        }
        Known task = model.tasks.get(random.nextInt(model.tasks.size()));
        int agent = task.holder != null && random.nextInt(4) > 0 ? task.holder : random.nextInt(CREW);
        int other = (agent + 1) % CREW;
        String lease = random.nextInt(8) == 0 ? "guessed" : task.lease;
        Map<String, Object> leased = Map.of("taskId", task.id, "leaseToken", lease);
        Map<String, Object> asked = Map.of("taskId", task.id);
        return switch (random.nextInt(13)) {
            case 0, 1, 2 ->
                tried(
                        agent,
                        "completeTask",
                        leased,
                        Map.of(),
                        model.write(task, agent, lease, () -> model.complete(task), "WORKING"));
            case 3 ->
                tried(
                        agent,
                        "reportProgress",
                        leased,
                        Map.of("percent", 100),
                        model.write(task, agent, lease, () -> {}, "WORKING"));
            case 4 ->
                tried(
                        agent,
                        "failTask",
                        leased,
                        Map.of("code", "X", "message", "x", "retryable", true),
                        model.write(task, agent, lease, () -> model.strike(task), "WORKING"));
            case 5 ->
                tried(
                        agent,
                        "failTask",
                        leased,
                        Map.of("code", "X", "message", "x", "retryable", false),
                        model.write(task, agent, lease, () -> model.end(task, "FAILED"), "WORKING"));
            case 6 ->
                tried(
                        agent,
                        "releaseTask",
                        leased,
                        Map.of(),
                        model.write(task, agent, lease, () -> task.state = "QUEUED", "WORKING"));
            case 7 ->
                tried(
                        agent,
                        "handOffTask",
                        leased,
                        Map.of("toAgentId", crew.get(other).id()),
                        model.write(
                                task, agent, lease, () -> model.queueFor(task, other), "WORKING", "INPUT_REQUIRED"));
            case 8 ->
                tried(
                        agent,
                        "requestInput",
                        leased,
                        Map.of("question", "?"),
                        model.write(task, agent, lease, () -> task.state = "INPUT_REQUIRED", "WORKING"));
            case 9 ->
                tried(
                        operator,
                        "provideInput",
                        asked,
                        Map.of("answer", 1),
                        model.move(task, () -> task.state = "WORKING", "INPUT_REQUIRED"));
            case 10 ->
                tried(
                        operator,
                        "retryTask",
                        asked,
                        Map.of(),
                        model.move(task, () -> model.retry(task), model.retriable(task)));
            case 11 -> review(task, asked);
            default -> random.nextBoolean() ? decline(task, agent, asked) : cancel(task, asked);
        };
    }

    private String review(Known task, Map<String, Object> asked) {
        return random.nextBoolean()
                ? tried(
                        operator,
                        "reviewTask",
                        asked,
                        Map.of("decision", "ACCEPT"),
                        model.move(task, () -> model.complete(task), "IN_REVIEW"))
                : tried(
                        operator,
                        "reviewTask",
                        asked,
                        Map.of("decision", "REQUEST_CHANGES", "comment", "Again"),
                        model.move(task, () -> model.queueFor(task, Objects.requireNonNull(task.holder)), "IN_REVIEW"));
    }

    private String decline(Known task, int agent, Map<String, Object> asked) {
        boolean named = task.named != null && task.named == agent;
        String expected = named ? model.move(task, () -> model.end(task, "REJECTED"), "QUEUED") : "FORBIDDEN";
        return tried(agent, "declineTask", asked, Map.of("reason", "No"), expected);
    }

    private String cancel(Known task, Map<String, Object> asked) {
        String expected = model.move(
                task, () -> model.end(task, "CANCELED"), "WAITING", "QUEUED", "WORKING", "INPUT_REQUIRED", "IN_REVIEW");
        return tried(operator, "cancelTask", asked, Map.of(), expected);
    }

    private String delegate() {
        boolean named = random.nextBoolean();
        int agent = random.nextInt(CREW);
        boolean review = random.nextInt(3) == 0;
        String onFailure = List.of("WAIT", "CANCEL", "RUN").get(random.nextInt(3));
        Set<Known> behind = new HashSet<>();
        while (!model.tasks.isEmpty() && random.nextInt(3) == 0) {
            Known dependency = model.tasks.get(random.nextInt(model.tasks.size()));
            if (dependency.isOpen()) {
                behind.add(dependency);
            }
        }
        var input = new HashMap<String, Object>(Map.of(
                "title",
                "t",
                "type",
                capability,
                "reviewRequired",
                review,
                "onDependencyFailure",
                onFailure,
                "dependsOn",
                behind.stream().map(known -> known.id).toList(),
                "requiredCapabilities",
                List.of(capability),
                "retryPolicy",
                Map.of("maxAttempts", TaskModel.MAX_ATTEMPTS, "firstDelayMs", 60_000, "factor", 1, "jitter", 0)));
        if (named) {
            input.put("assigneeId", crew.get(agent).id());
        }
        String id = team.done(operator, "delegateTask", input, "task { id }")
                .at("/task/id")
                .asString();
        model.tasks.add(new Known(id, named ? agent : null, review, onFailure, behind));
        return "delegateTask";
    }

    private String claim() {
        int agent = random.nextInt(CREW);
        int limit = 1 + random.nextInt(3);
        long claimable =
                model.tasks.stream().filter(task -> task.isClaimableBy(agent)).count();
        List<Team.Held> claims = team.claim(crew.get(agent), limit);
        assertThat(claims).hasSize((int) Math.min(limit, claimable));
        for (Team.Held held : claims) {
            Known task = model.tasks.stream()
                    .filter(known -> known.id.equals(held.task()))
                    .findFirst()
                    .orElseThrow();
            assertThat(task.isClaimableBy(agent)).as(task.state).isTrue();
            model.claimed(task, agent, held.lease());
        }
        return "claimTasks";
    }

    private String waitLong() {
        longs++;
        clock.advance(LONG);
        sweeper.sweep().contextWrite(Reach.everywhere()).block();
        model.timePasses();
        return "time passes";
    }

    private String tried(
            int agent, String mutation, Map<String, Object> task, Map<String, Object> more, @Nullable String expected) {
        return tried(crew.get(agent).token(), mutation, task, more, expected);
    }

    private String tried(
            String token,
            String mutation,
            Map<String, Object> task,
            Map<String, Object> more,
            @Nullable String expected) {
        var input = new HashMap<String, Object>(task);
        input.putAll(more);
        if (expected == null) {
            team.done(token, mutation, input, "task { id }");
        } else {
            JsonNode problem = team.problem(token, mutation, input);
            assertThat(problem.path("code").asString()).as(mutation).isEqualTo(expected);
        }
        return mutation + " " + task.get("taskId");
    }

    private Map<String, String> states() {
        List<String> ids = model.tasks.stream().map(known -> known.id).toList();
        return IntStream.iterate(0, from -> from < ids.size(), from -> from + 100)
                .mapToObj(from -> ids.subList(from, Math.min(from + 100, ids.size())))
                .flatMap(some -> team.gateway()
                        .data(
                                operator,
                                "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Task { id state strikes } } }",
                                Map.of("ids", some))
                        .path("nodes")
                        .valueStream())
                .collect(Collectors.toMap(
                        task -> task.path("id").asString(),
                        task -> task.path("state").asString() + " " + task.path("strikes")));
    }

    private Map<String, String> expectedStates() {
        return model.tasks.stream().collect(Collectors.toMap(task -> task.id, task -> task.state + " " + task.strikes));
    }
}
