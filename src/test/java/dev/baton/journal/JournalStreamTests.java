package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BesideOthers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import tools.jackson.databind.util.RawValue;

/// What a follower hears, from memory and from the database.
@BesideOthers
class JournalStreamTests {

    private static final TaskId ROOT = TaskId.next();
    private static final TaskId CHILD = TaskId.next();
    private static final TaskId STRANGER = TaskId.next();
    private static final AgentId AGENT = AgentId.next();

    private static final LogNode.Plan PLAN = LogNode.Plan.fresh()
            .knowing(Map.of(ROOT, place(ROOT), CHILD, place(CHILD, ROOT), STRANGER, place(STRANGER)));
    private static final LogNode NODE = new LogNode(PLAN);

    private final WorkspaceId workspace = WorkspaceId.next();

    @AfterAll
    static void close() {
        NODE.close();
    }

    @Test
    void aStreamWithoutACursorBeginsNow() {
        NODE.append(workspace, mark("before"));
        NODE.awaitTail();
        try (var ear = new Ear(NODE.journal.follow(EventFilter.everything(workspace), null))) {
            // The stream has begun when it hears the first of them, and it hears all from there on.
            Awaitility.await().atMost(LogNode.WAIT).until(() -> {
                NODE.append(workspace, mark("after"));
                return !ear.heard().isEmpty();
            });
            assertThat(ear.heard()).extracting(Event::fact).containsOnly(mark("after"));
        }
    }

    @Test
    void anEventSaysWhoDidWhatAndWhen() {
        Position head = NODE.journal.head();
        var fact = new Noted.WorkNoted(CHILD, AGENT, List.of("a", "ü"), new RawValue("[1,{\"deep\":true}]"));
        NODE.append(workspace, fact);
        try (var ear = new Ear(NODE.journal.follow(EventFilter.everything(workspace), head))) {
            Event event = ear.await(1, LogNode.WAIT).getFirst();
            assertThat(event.fact()).isEqualTo(fact);
            assertThat(event.type()).isEqualTo("WorkNoted");
            assertThat(event.actor()).isEqualTo("tester");
            assertThat(event.workspace()).isEqualTo(workspace);
            assertThat(event.position().epoch()).isEqualTo(head.epoch());
            assertThat(event.position().offset()).isGreaterThan(head.offset());
        }
    }

    @Test
    void aFilterLetsTheSameEventsThroughFromMemoryAndFromTheDatabase() {
        Position head = NODE.journal.head();
        NODE.append(WorkspaceId.next(), new Noted.TaskNoted(ROOT, "foreign", 0, null), mark("foreign"));
        var ofRoot = new Noted.TaskNoted(ROOT, "w", 1, null);
        var ofChild = new Noted.WorkNoted(CHILD, AGENT, List.of(), null);
        var ofStranger = new Noted.TaskNoted(STRANGER, "w", 2, "a remark");
        var ofNoTree = new Noted.TaskNoted(TaskId.next(), "w", 3, null);
        var mark = mark("m");
        NODE.append(workspace, ofRoot, ofChild, ofStranger, mark, ofNoTree);
        // Every filter lets one of these through, so that it has passed over all of the above when it is heard.
        var rootAgain = new Noted.TaskNoted(ROOT, "last", 1, null);
        var childAgain = new Noted.WorkNoted(CHILD, AGENT, List.of("last"), null);
        var strangerAgain = new Noted.WorkNoted(STRANGER, AGENT, List.of("last"), null);
        var markAgain = mark("last");
        NODE.append(workspace, rootAgain, childAgain, strangerAgain, markAgain);
        NODE.awaitTail();

        try (var young = new LogNode(PLAN)) {
            assertThat(young.tail.recent().after(head, 100, _ -> true))
                    .as("the young node has nothing of it in memory")
                    .isNull();
            assertThat(NODE.tail.recent().after(head, 100, _ -> true)).isNotNull();
            for (LogNode node : List.of(NODE, young)) {
                assertThat(hear(node, EventFilter.everything(workspace), head, 9))
                        .containsExactly(
                                ofRoot,
                                ofChild,
                                ofStranger,
                                mark,
                                ofNoTree,
                                rootAgain,
                                childAgain,
                                strangerAgain,
                                markAgain);
                assertThat(hear(node, filter(ROOT, null, null, null, false), head, 2))
                        .containsExactly(ofRoot, rootAgain);
                assertThat(hear(node, filter(null, AGENT, null, null, false), head, 3))
                        .containsExactly(ofChild, childAgain, strangerAgain);
                assertThat(hear(node, filter(null, null, ROOT, null, false), head, 4))
                        .containsExactly(ofRoot, ofChild, rootAgain, childAgain);
                assertThat(hear(node, filter(null, null, null, Set.of("MarkSet"), false), head, 2))
                        .containsExactly(mark, markAgain);
                assertThat(hear(node, filter(null, null, null, null, true), head, 7))
                        .doesNotContain(mark, markAgain);
                assertThat(hear(node, filter(null, AGENT, ROOT, Set.of("WorkNoted"), true), head, 2))
                        .containsExactly(ofChild, childAgain);
                assertThat(hear(node, filter(STRANGER, AGENT, null, null, true), head, 1))
                        .containsExactly(strangerAgain);
            }
        }
    }

    @Test
    void aSlowFollowerHarmsNobodyAndLosesNothing() {
        Position head = NODE.journal.head();
        int count = Recent.CAPACITY + 2_000;
        var slow = new OneByOne(NODE.journal.follow(EventFilter.everything(workspace), head));
        try (var quick = new Ear(NODE.journal.follow(EventFilter.everything(workspace), head))) {
            for (int written = 0; written < count; written += 500) {
                int from = written;
                NODE.append(
                        workspace,
                        IntStream.range(from, from + 500)
                                .mapToObj(n -> new Noted.TaskNoted(ROOT, "w", n, null))
                                .toArray(Fact[]::new));
            }
            quick.await(count, LogNode.WAIT);
        }
        assertThat(slow.numbers()).hasSizeLessThan(Recent.CAPACITY);
        assertThat(NODE.tail.recent().after(head, 1, _ -> true))
                .as("memory has let go of where the slow one is")
                .isNull();

        slow.hurry();
        Awaitility.await().atMost(LogNode.WAIT).until(() -> slow.numbers().size() >= count);
        slow.close();
        assertThat(slow.numbers())
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }

    @Test
    void manyFollowersHearTheSame() {
        Position head = NODE.journal.head();
        int followers = 2_000;
        var heard = new AtomicInteger();
        var streams = Flux.range(0, followers)
                .flatMap(
                        _ -> NODE.journal
                                .follow(EventFilter.everything(workspace), head)
                                .take(20),
                        followers)
                .subscribe(_ -> heard.incrementAndGet());
        for (int i = 0; i < 20; i++) {
            NODE.append(workspace, mark("m" + i));
        }
        Awaitility.await().atMost(LogNode.WAIT).until(streams::isDisposed);
        assertThat(heard).hasValue(20 * followers);
    }

    @Test
    void anEventOfATypeThatIsNotKnownHereIsLeftOut() {
        Position head = NODE.journal.head();
        NODE.append(workspace, mark("one"));
        NODE.client.sql("""
            INSERT INTO event_inbox (id, workspace_id, type, actor, data, recorded_at)
            VALUES (gen_random_uuid(), :workspace, 'OfTheNextVersion', 'x', '{}', now()),
                   (gen_random_uuid(), :workspace, 'TaskNoted', 'x', '{"taskId": "not readable"}', now())
            """).bind("workspace", workspace.value()).then().block();
        NODE.append(workspace, mark("two"));
        NODE.awaitTail();

        assertThat(hear(NODE, EventFilter.everything(workspace), head, 2)).containsExactly(mark("one"), mark("two"));
        try (var young = new LogNode(PLAN)) {
            assertThat(hear(young, EventFilter.everything(workspace), head, 2))
                    .containsExactly(mark("one"), mark("two"));
        }
    }

    private static List<Fact> hear(LogNode node, EventFilter filter, Position after, int count) {
        try (var ear = new Ear(node.journal.follow(filter, after))) {
            return ear.awaitFacts(count);
        }
    }

    private EventFilter filter(
            @Nullable TaskId task,
            @Nullable AgentId agent,
            @Nullable TaskId subtree,
            @Nullable Set<String> types,
            boolean tasksOnly) {
        return new EventFilter(
                workspace,
                tasksOnly ? EventFilter.About.TASKS : EventFilter.About.ANYTHING,
                task,
                agent,
                null,
                types,
                null,
                new EventFilter.OfTask(subtree, null, Set.of()));
    }

    private static TaskTree.Place place(TaskId... lineage) {
        return new TaskTree.Place(Set.of(lineage), "MEDIUM", Set.of());
    }

    private static Noted.MarkSet mark(String name) {
        return new Noted.MarkSet(name);
    }
}
