package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.graph.AgentId;
import dev.baton.graph.Fault;
import dev.baton.graph.PageRequest;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.journal.EventFilters.OfAgents;
import dev.baton.journal.EventFilters.OfAnything;
import dev.baton.journal.EventFilters.OfTasks;
import dev.baton.testing.BesideOthers;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What filters let through, and which of them are refused.
@BesideOthers
class JournalFilterTests {

    private static final TaskId URGENT = TaskId.next();
    private static final TaskId PART = TaskId.next();
    private static final TaskId LOW = TaskId.next();

    private static final LogNode.Plan PLAN = LogNode.Plan.fresh()
            .knowing(Map.of(
                    URGENT,
                    new TaskTree.Place(Set.of(URGENT), "URGENT", Set.of("billing", "api")),
                    PART,
                    new TaskTree.Place(Set.of(URGENT, PART), "LOW", Set.of("billing")),
                    LOW,
                    new TaskTree.Place(Set.of(LOW), "LOW", Set.of())));
    private static final LogNode NODE = new LogNode(PLAN);

    private final WorkspaceId workspace = WorkspaceId.next();
    private final AgentId backend = agent("backend");
    private final AgentId nobody = AgentId.next();
    private final EventFilters filters = new EventFilters(NODE.facts);

    @AfterAll
    static void close() {
        NODE.close();
    }

    @Test
    void everyConditionHoldsAndTheValuesOfAListAreAlternativesButLabelsAllHold() {
        Position head = NODE.journal.head();
        var urgent = new Noted.StepNoted(URGENT, backend, Noted.Light.RED);
        var part = new Noted.StepNoted(PART, nobody, Noted.Light.GREEN);
        var low = new Noted.StepNoted(LOW, backend, Noted.Light.GREEN);
        var stateless = new Noted.TaskNoted(LOW, "w", 1, null);
        var agent = new Noted.AgentNoted(backend, "hello");
        var other = new Noted.AgentNoted(nobody, "hello");
        var mark = new Noted.MarkSet("m");
        NODE.append(workspace, urgent, part, low, stateless, agent, other, mark);
        NODE.awaitTail();

        try (var young = new LogNode(PLAN)) {
            for (LogNode node : List.of(NODE, young)) {
                var listener = new Listener(node, head);
                listener.hears(tasks(f -> f), urgent, part, low, stateless);
                listener.hears(tasks(f -> f.inStates("RED")), urgent);
                listener.hears(tasks(f -> f.inStates("RED", "GREEN")), urgent, part, low);
                listener.hears(tasks(f -> f.inPriorities("LOW")), part, low, stateless);
                listener.hears(tasks(f -> f.inPriorities("LOW", "URGENT").inTypes("TaskNoted")), stateless);
                listener.hears(tasks(f -> f.withLabels("billing")), urgent, part);
                listener.hears(tasks(f -> f.withLabels("billing", "api")), urgent);
                listener.hears(tasks(f -> f.withLabels("billing").inPriorities("LOW")), part);
                listener.hears(tasks(f -> f.subtreeOf(URGENT).inStates("GREEN")), part);
                listener.hears(tasks(f -> f.inDivisions("backend")), urgent, low);
                listener.hears(tasks(f -> f.inDivisions("backend", "frontend").inStates("GREEN")), low);
                listener.hears(filters.of(workspace, new OfAgents(null, null, null)), agent, other);
                listener.hears(filters.of(workspace, new OfAgents(null, List.of("backend"), null)), agent);
                listener.hears(filters.of(workspace, new OfAgents(nobody.toString(), null, null)), other);
                listener.hears(
                        filters.of(workspace, new OfAnything(null, null, List.of("backend"), null, null)),
                        urgent,
                        low,
                        agent);
                listener.hears(
                        filters.of(workspace, new OfAnything(null, backend.toString(), null, null, List.of("GREEN"))),
                        low);
            }
        }
    }

    @Test
    void anEventKeepsTheDivisionThatItsAgentHadByThen() {
        Position head = NODE.journal.head();
        var before = new Noted.AgentNoted(backend, "before");
        NODE.append(workspace, before);
        NODE.client
                .sql("UPDATE agent SET division = 'frontend' WHERE id = :id")
                .bind("id", backend.value())
                .then()
                .block(LogNode.WAIT);
        var after = new Noted.AgentNoted(backend, "after");
        NODE.append(workspace, after);
        NODE.awaitTail();
        try (var young = new LogNode(PLAN)) {
            for (LogNode node : List.of(NODE, young)) {
                assertThat(firstOfDivision(node, "backend", head)).isEqualTo(before);
                assertThat(firstOfDivision(node, "frontend", head)).isEqualTo(after);
            }
        }
    }

    private Fact firstOfDivision(LogNode node, String division, Position head) {
        EventFilter filter = filters.of(workspace, new OfAgents(null, List.of(division), null));
        return Objects.requireNonNull(node.journal.follow(filter, head).blockFirst(LogNode.WAIT))
                .fact();
    }

    /// What one statement looks at is bounded, and the stream goes on behind it.
    @Test
    void aFilterThatLetsNextToNothingThroughFindsItFarAway() {
        Position head = NODE.journal.head();
        for (int batch = 0; batch < 13; batch++) {
            NODE.append(
                    workspace,
                    IntStream.range(0, 1_000)
                            .mapToObj(n -> new Noted.TaskNoted(LOW, "w", n, null))
                            .toArray(Fact[]::new));
        }
        var needle = new Noted.AgentNoted(backend, "needle");
        NODE.append(workspace, needle);
        NODE.awaitTail();
        try (var young = new LogNode(PLAN)) {
            new Listener(young, head).hears(filters.of(workspace, new OfAgents(null, null, null)), needle);
        }
    }

    @Test
    void aCursorOfAnotherWorkspaceShowsNothingForeign() {
        Position head = NODE.journal.head();
        var foreign = WorkspaceId.next();
        NODE.append(foreign, new Noted.MarkSet("theirs"));
        Event theirs = Objects.requireNonNull(
                NODE.journal.follow(EventFilter.everything(foreign), head).blockFirst(LogNode.WAIT));
        NODE.append(foreign, new Noted.MarkSet("also theirs"));
        NODE.append(workspace, new Noted.MarkSet("ours"));
        assertThat(NODE.journal
                        .follow(EventFilter.everything(workspace), theirs.position())
                        .blockFirst(LogNode.WAIT))
                .extracting(Event::fact)
                .isEqualTo(new Noted.MarkSet("ours"));
        var page = PageRequest.of(10, theirs.position().encode(workspace), null, null);
        assertThat(Objects.requireNonNull(NODE.journal
                                .events(EventFilter.everything(workspace), page)
                                .block(LogNode.WAIT))
                        .getNodes())
                .extracting(Event::fact)
                .containsExactly(new Noted.MarkSet("ours"));
    }

    @Test
    void whatCouldMatchNothingIsRefused() {
        assertRefused(() -> filters.of(workspace, new OfAgents("x", null, null)), "filter.agentId is no such id");
        assertRefused(() -> tasks(f -> f.inTypes("TaskNotd")), "names no type of event: TaskNotd");
        assertRefused(() -> tasks(f -> f.inTypes("AgentNoted")), "which this stream never tells of");
        assertRefused(
                () -> filters.of(workspace, new OfAgents(null, null, List.of("TaskNoted"))),
                "which this stream never tells of");
        assertRefused(() -> tasks(f -> f.inTypes()), "filter.types is empty");
        assertRefused(() -> tasks(f -> f.inStates()), "filter.states is empty");
        assertRefused(() -> tasks(f -> f.inPriorities()), "filter.priorities is empty");
        assertRefused(() -> tasks(f -> f.inDivisions()), "filter.divisions is empty");
        String[] many = Collections.nCopies(101, "x").toArray(String[]::new);
        assertRefused(() -> tasks(f -> f.withLabels(many)), "filter.labels has 101 values, and 100 are the most");
        assertRefused(() -> tasks(f -> f.inTypes(many)), "filter.types has 101 values, and 100 are the most");
        assertThat(tasks(f -> f.withLabels())).isEqualTo(tasks(f -> f));
    }

    private static void assertRefused(Supplier<EventFilter> filter, String why) {
        assertThatThrownBy(filter::get).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.code()).isEqualTo(Fault.Code.BAD_REQUEST);
            assertThat(fault).hasMessageContaining(why);
        });
    }

    private EventFilter tasks(UnaryOperator<Asked> asked) {
        Asked given = asked.apply(new Asked(null, null, null, null, null, null));
        return filters.of(
                workspace,
                new OfTasks(
                        null,
                        given.subtreeOf,
                        null,
                        given.divisions,
                        given.types,
                        given.states,
                        given.priorities,
                        given.labels));
    }

    private record Asked(
            @Nullable String subtreeOf,
            @Nullable List<String> divisions,
            @Nullable List<String> types,
            @Nullable List<String> states,
            @Nullable List<String> priorities,
            @Nullable List<String> labels) {

        Asked subtreeOf(TaskId root) {
            return new Asked(root.toString(), divisions, types, states, priorities, labels);
        }

        Asked inDivisions(String... some) {
            return new Asked(subtreeOf, List.of(some), types, states, priorities, labels);
        }

        Asked inTypes(String... some) {
            return new Asked(subtreeOf, divisions, List.of(some), states, priorities, labels);
        }

        Asked inStates(String... some) {
            return new Asked(subtreeOf, divisions, types, List.of(some), priorities, labels);
        }

        Asked inPriorities(String... some) {
            return new Asked(subtreeOf, divisions, types, states, List.of(some), labels);
        }

        Asked withLabels(String... some) {
            return new Asked(subtreeOf, divisions, types, states, priorities, List.of(some));
        }
    }

    /// Hears what a filter lets through up to where the log ends when it begins, and not one event more.
    private record Listener(LogNode node, Position after) {

        void hears(EventFilter filter, Fact... facts) {
            // Whatever filter it is, one more of its last event comes through, behind all that it might have told.
            Fact last = facts[facts.length - 1];
            NODE.append(filter.workspace(), last);
            try (var ear = new Ear(node.journal.follow(filter, after).take(facts.length + 1L))) {
                assertThat(ear.awaitFacts(facts.length + 1)).startsWith(facts).containsOnly(facts);
            }
        }
    }

    private AgentId agent(String division) {
        var id = AgentId.next();
        NODE.client
                .sql("""
                    WITH space AS (
                        INSERT INTO workspace (id, name) VALUES (:workspace, 'w' || replace(:workspace::text, '-', ''))
                        RETURNING id)
                    INSERT INTO agent (id, workspace_id, handle, display_name, kind, division, capabilities, tools,
                                       max_concurrent_tasks, created_at, updated_at)
                    SELECT :agent, space.id, 'worker', 'Worker', 'SPECIALIST', :division, '{}', '{}', 1, now(), now()
                    FROM space
                    """)
                .bind("workspace", workspace.value())
                .bind("agent", id.value())
                .bind("division", division)
                .then()
                .block(LogNode.WAIT);
        return id;
    }
}
