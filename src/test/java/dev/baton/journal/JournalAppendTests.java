package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.graph.AgentId;
import dev.baton.graph.Fault;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.util.RawValue;

/// What is appended, and how pages show it.
class JournalAppendTests {

    private static final LogNode NODE = new LogNode(LogNode.Plan.fresh());

    private final WorkspaceId workspace = WorkspaceId.next();

    @AfterAll
    static void close() {
        NODE.close();
    }

    @Test
    void factsAreAppendedInATransactionOrNotAtAll() {
        assertThatThrownBy(() ->
                        NODE.journal.append(workspace, "x", List.of(mark(1))).block(LogNode.WAIT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("transaction");
        assertThat(facts(page(null, null, null, null))).isEmpty();
    }

    @Test
    void aTransactionThatIsRolledBackLeavesNoEvent() {
        Mono<Void> work = NODE.journal
                .append(workspace, "x", List.of(mark(1)))
                .then(Mono.error(() -> new IllegalArgumentException("no")));
        assertThatThrownBy(() -> NODE.inTransaction(work).block(LogNode.WAIT))
                .isInstanceOf(IllegalArgumentException.class);
        NODE.append(workspace, mark(2));
        assertThat(facts(page(null, null, null, null))).containsExactly(mark(2));
    }

    @Test
    void anEmptyListChangesNothing() {
        NODE.append(workspace);
        assertThat(facts(page(null, null, null, null))).isEmpty();
    }

    @Test
    void aFactThatNobodyCouldReadIsRefused() {
        record Stray(String name) implements Fact {}
        assertThatThrownBy(() -> NODE.append(workspace, new Stray("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Stray");
    }

    @Test
    void componentsThatAreNullAreLeftOutAndOpenValuesKeepTheirs() {
        var open = new HashMap<String, @Nullable Object>();
        open.put("nothing", null);
        NODE.append(
                workspace,
                new Noted.TaskNoted(TaskId.next(), "w", 1, null),
                new Noted.WorkNoted(TaskId.next(), AgentId.next(), List.of(), open));
        NODE.awaitTail();
        List<String> data = NODE.client
                .sql("SELECT data - 'taskId' - 'agentId' FROM event WHERE workspace_id = :workspace ORDER BY position")
                .bind("workspace", workspace.value())
                .mapValue(String.class)
                .all()
                .collectList()
                .block(LogNode.WAIT);
        assertThat(data)
                .containsExactly(
                        "{\"number\": 1, \"writer\": \"w\"}", "{\"open\": {\"nothing\": null}, \"words\": []}");
        assertThat(facts(page(null, null, null, null)).getLast())
                .isInstanceOfSatisfying(
                        Noted.WorkNoted.class,
                        fact -> assertThat(fact.open()).isEqualTo(new RawValue("{\"nothing\":null}")));
    }

    @Test
    void numbersOfAnOpenValueAreReadAsTheyWereWritten() {
        var open = new RawValue("[0.12345678901234567890,1.50,100.0,0.0000001,12345678901234567890123]");
        NODE.append(workspace, new Noted.WorkNoted(TaskId.next(), AgentId.next(), List.of(), open));
        assertThat(facts(page(null, null, null, null)).getLast())
                .isInstanceOfSatisfying(
                        Noted.WorkNoted.class, fact -> assertThat(fact.open()).isEqualTo(open));
    }

    @Test
    void whoHasWrittenReadsItAtOnceInTheOrderOfTheList() {
        for (int round = 1; round <= 20; round++) {
            NODE.append(workspace, mark(round), new Noted.TaskNoted(TaskId.next(), "w", round, null));
            assertThat(facts(page(null, null, 2, null))).hasSize(2).first().isEqualTo(mark(round));
        }
    }

    @Test
    void pagesLeadThroughTheLogBothWays() {
        NODE.append(WorkspaceId.next(), mark(0));
        NODE.append(
                workspace, IntStream.rangeClosed(1, 250).mapToObj(this::mark).toArray(Fact[]::new));
        NODE.append(WorkspaceId.next(), mark(0));

        var forward = new ArrayList<Fact>();
        Page<Event> page = page(100, null, null, null);
        for (; page.hasMore(); page = page(100, end(page), null, null)) {
            forward.addAll(facts(page));
        }
        forward.addAll(facts(page));
        assertThat(forward)
                .isEqualTo(IntStream.rangeClosed(1, 250).mapToObj(this::mark).toList());

        Page<Event> last = page(null, null, 100, null);
        assertThat(facts(last)).isEqualTo(forward.subList(150, 250));
        assertThat(last.hasMore()).isTrue();
        Page<Event> before =
                page(null, null, 100, last.rows().getFirst().cursor().encode());
        assertThat(facts(before)).isEqualTo(forward.subList(50, 150));
        assertThat(before.total().block(LogNode.WAIT)).isEqualTo(250);
    }

    @Test
    void anEventsCursorAndAnEdgesCursorAreTheSame() {
        NODE.append(workspace, mark(1), mark(2));
        Page<Event> page = page(1, null, null, null);
        String cursor = page.rows().getFirst().node().position().encode(workspace);
        assertThat(end(page)).isEqualTo(cursor);
        assertThat(facts(page(1, cursor, null, null))).containsExactly(mark(2));
        assertThat(NODE.journal
                        .follow(EventFilter.everything(workspace), Position.decode(cursor, workspace))
                        .blockFirst(LogNode.WAIT))
                .extracting(Event::fact)
                .isEqualTo(mark(2));
    }

    @Test
    void aPageBehindACursorOfAnotherLogHasExpired() {
        NODE.append(workspace, mark(1));
        String foreign = new Position("0123456789abcdef", 0).encode(workspace);
        assertThatThrownBy(() -> page(1, foreign, null, null))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(Fault.Code.CURSOR_EXPIRED));
        assertThatThrownBy(() -> page(1, new PageRequest.Cursor("created", "1", "2").encode(), null, null))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(Fault.Code.BAD_REQUEST));
    }

    @Test
    void theEventsOfManyTasksAreReadTogether() {
        TaskId first = TaskId.next();
        TaskId second = TaskId.next();
        TaskId silent = TaskId.next();
        NODE.append(
                workspace,
                Stream.of(1, 2, 3)
                        .flatMap(n -> Stream.of(
                                new Noted.TaskNoted(first, "w", n, null), new Noted.TaskNoted(second, "w", -n, null)))
                        .toArray(Fact[]::new));
        NODE.append(WorkspaceId.next(), new Noted.TaskNoted(first, "foreign", 9, null));

        Map<TaskId, Page<Event>> pages = eventsOf(Set.of(first, second, silent), PageRequest.of(2, null, null, null));
        assertThat(pages).containsOnlyKeys(first, second, silent);
        assertThat(numbers(pages.get(first))).containsExactly(1, 2);
        assertThat(numbers(pages.get(second))).containsExactly(-1, -2);
        assertThat(numbers(pages.get(silent))).isEmpty();
        assertThat(Objects.requireNonNull(pages.get(first)).hasMore()).isTrue();
        assertThat(Objects.requireNonNull(pages.get(first)).total().block()).isEqualTo(3);
        assertThat(Objects.requireNonNull(pages.get(silent)).total().block()).isZero();

        Map<TaskId, Page<Event>> latest = eventsOf(Set.of(first, second), PageRequest.of(null, null, 2, null));
        assertThat(numbers(latest.get(first))).containsExactly(2, 3);
        assertThat(numbers(latest.get(second))).containsExactly(-2, -3);
    }

    private Map<TaskId, Page<Event>> eventsOf(Set<TaskId> tasks, PageRequest request) {
        return Objects.requireNonNull(
                NODE.journal.eventsOf(workspace, tasks, request).block(LogNode.WAIT));
    }

    private Page<Event> page(
            @Nullable Integer first, @Nullable String after, @Nullable Integer last, @Nullable String before) {
        var request = PageRequest.of(first, after, last, before);
        return Objects.requireNonNull(
                NODE.journal.events(EventFilter.everything(workspace), request).block(LogNode.WAIT));
    }

    private static List<Integer> numbers(@Nullable Page<Event> page) {
        return facts(Objects.requireNonNull(page)).stream()
                .map(fact -> ((Noted.TaskNoted) fact).number())
                .toList();
    }

    private static List<Fact> facts(Page<Event> page) {
        return page.getNodes().stream().map(Event::fact).toList();
    }

    private static String end(Page<?> page) {
        return page.rows().getLast().cursor().encode();
    }

    private Noted.MarkSet mark(int number) {
        return new Noted.MarkSet("mark " + number);
    }
}
