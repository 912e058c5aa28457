package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.database.Sweeper;
import dev.baton.task.Team.Held;
import dev.baton.task.Team.Member;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.Statements;
import dev.baton.testing.TestServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// What moves many tasks in one transaction sends as many statements as for a few.
@BatonTest
class BulkStatementsTests {

    private static final int FEW = 3;
    private static final int MANY = 30;

    /// Of tasks and what belongs to them; not those of the log's readers.
    private static final Pattern KNOWN = Pattern.compile(
            "(FROM|UPDATE|INTO|JOIN) (task|attempt|delegation|event|task_dependency)\\b(?!.*(LIMIT|position))");

    @Autowired
    private Environment environment;

    @Autowired
    private TestServers.Place place;

    @Autowired
    private List<Sweeper> sweepers = List.of();

    private Team team = new Team(new Gateway(0));
    private Member agent = new Member("", "");

    @BeforeEach
    void meet() {
        team = new Team(Gateway.of(environment));
        agent = team.hire("SPECIALIST", Map.of());
    }

    @Test
    void theCancellationOfAWholeWithItsParts() {
        assertFixed(parts -> {
            String whole = team.delegate(team.operator(), agent, Map.of());
            List<String> ids = delegated(parts, Map.of("parentId", whole));
            team.claim(agent, 2);
            return new Work(() -> cancel(whole), () -> assertAll("CANCELED", ids));
        });
    }

    @Test
    void theCancellationOfWhatIsCanceledWithADependency() {
        assertFixed(dependents -> {
            String first = team.delegate(team.operator(), agent, Map.of());
            List<String> ids =
                    delegated(dependents, Map.of("dependsOn", List.of(first), "onDependencyFailure", "CANCEL"));
            String part = team.delegate(team.operator(), agent, Map.of("parentId", ids.getFirst()));
            return new Work(() -> cancel(first), () -> {
                assertAll("CANCELED", ids);
                assertAll("CANCELED", List.of(part));
            });
        });
    }

    @Test
    void theEndThatManyWaitFor() {
        assertFixed(dependents -> {
            team.delegate(team.operator(), agent, Map.of());
            Held first = team.claimOne(agent);
            List<String> ids = delegated(dependents, Map.of("dependsOn", List.of(first.task())));
            return new Work(() -> team.complete(first), () -> {
                assertAll("QUEUED", ids);
                ids.forEach(this::cancel);
            });
        });
    }

    @Test
    void aRetryOfMany() {
        assertFixed(tasks -> {
            String type = "again-%s-%d".formatted(agent.id(), tasks);
            String whole = team.delegate(team.operator(), agent, Map.of());
            List<String> ids = delegated(tasks, Map.of("type", type, "parentId", whole));
            ids.forEach(this::cancel);
            List<JsonNode> answers = new ArrayList<>();
            return new Work(
                    () -> answers.add(team.done(
                            team.operator(),
                            "retryTasks",
                            Map.of("filter", Map.of("types", List.of(type))),
                            "tasks { id state }")),
                    () -> {
                        JsonNode retried = answers.getFirst().path("tasks");
                        assertThat(retried.findValuesAsString("id")).isEqualTo(ids);
                        assertThat(retried.findValuesAsString("state")).containsOnly("QUEUED");
                        cancel(whole);
                    });
        });
    }

    /// @param move what is counted
    /// @param check that it did what it should
    private record Work(Runnable move, Runnable check) {}

    private void assertFixed(IntFunction<Work> work) {
        List<String> few = sent(work.apply(FEW));
        List<String> many = sent(work.apply(MANY));
        assertThat(few).isNotEmpty();
        assertThat(many).hasSameSizeAs(few);
    }

    // The sweeps read tasks, and move them, at any time.
    private List<String> sent(Work work) {
        sweepers.forEach(Sweeper::stop);
        List<String> sent;
        try {
            sent = Statements.during(place, work.move()).stream()
                    .filter(sql -> KNOWN.matcher(sql).find())
                    .toList();
        } finally {
            sweepers.forEach(Sweeper::start);
        }
        work.check().run();
        return sent;
    }

    private List<String> delegated(int count, Map<String, ?> more) {
        return IntStream.range(0, count)
                .mapToObj(_ -> team.delegate(team.operator(), agent, more))
                .toList();
    }

    private void cancel(String task) {
        team.done(team.operator(), "cancelTask", Map.of("taskId", task), "task { state }");
    }

    private void assertAll(String state, List<String> tasks) {
        assertThat(tasks).allMatch(task -> team.state(task).equals(state));
    }
}
