package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The edges of a plan, without a gateway around it. Random graphs are the same ones every time.
class PlanTests {

    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-01-01T00:00:00Z");
    private static final int TRIES = 5_000;

    @Test
    void aCircleIsFoundExactlyWhereThereIsOne() {
        var random = new Random(1);
        int circles = 0;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            List<Set<Integer>> edges = edges(random);
            List<Integer> circle = Plan.circle(edges);
            assertThat(circle.isEmpty()).as(edges.toString()).isEqualTo(!comesBack(edges));
            for (int i = 0; i < circle.size(); i++) {
                assertThat(edges.get(circle.get(i))).contains(circle.get((i + 1) % circle.size()));
            }
            assertThat(circle).doesNotHaveDuplicates();
            circles += circle.isEmpty() ? 0 : 1;
        }
        assertThat(circles).isBetween(TRIES / 10, TRIES * 9 / 10);
    }

    @Test
    void aPlanHoldsTheEdgesThatItsKeysSay() {
        var plan = plan(task("c", "a", "b", "d", "b"), task("b", "a"), task("a", null), task("d", null));
        assertThat(plan.steps()).extracting(Plan.Step::key).containsExactly("c", "b", "a", "d");
        assertThat(plan.steps().getFirst().partOf()).isEqualTo(2);
        assertThat(plan.steps().getFirst().waitsFor()).containsExactly(1, 3);
        assertThat(plan.level(plan.steps().getFirst())).isEqualTo(1);
        assertThat(plan.top(plan.steps().getFirst()).key()).isEqualTo("a");
    }

    @Test
    void aTaskMayWaitForItsOwnPart() {
        assertThat(plan(task("whole", null, "part"), task("part", "whole")).steps())
                .hasSize(2);
    }

    @Test
    void aTaskMayNotWaitForWhatItIsAPartOf() {
        assertThat(circle(task("whole", null), task("middle", "whole"), task("part", "middle", "whole")))
                .endsWith("ever: whole → middle → part → whole.");
    }

    @Test
    void aTaskMayNotWaitForItselfNorForOneThatWaitsForIt() {
        assertThat(circle(task("a", null, "a"))).endsWith("ever: a → a.");
        assertThat(circle(task("free", null), task("a", null, "free", "b"), task("b", null, "c"), task("c", null, "a")))
                .endsWith("ever: a → b → c → a.");
    }

    @Test
    void aTaskMayNotBeAPartOfItself() {
        assertThat(circle(task("a", "b"), task("b", "a"))).endsWith("ever: a → b → a.");
        assertThat(circle(task("a", "a"))).endsWith("ever: a → a.");
    }

    @Test
    void ofALongCircleTheFirstKeysAreNamed() {
        assertThat(circle(IntStream.range(0, 1_000)
                        .mapToObj(i -> task("k" + i, null, "k" + (i + 1) % 1_000))
                        .toArray(PlanTaskInput[]::new)))
                .endsWith("k18 → k19 → (980 more) → k0.");
    }

    @Test
    void everyBadEdgeIsNamed() {
        assertThat(bad(task("a", "none", "b", "none"), task("b", null), task("b", null)))
                .containsExactly("tasks.0.parentKey", "tasks.0.dependsOnKeys.1", "tasks.2.key");
    }

    @Test
    void aPlanHasOneToAThousandTasks() {
        assertThat(bad()).containsExactly("tasks");
        assertThat(bad(tasks(1_001))).containsExactly("tasks");
        assertThat(plan(tasks(1_000)).steps()).hasSize(1_000);
    }

    @Test
    void aTaskHasAHundredEdgesOfBothSorts() {
        String[] keys = IntStream.range(0, 101).mapToObj(i -> "k" + i).toArray(String[]::new);
        PlanTaskInput[] tasks = Stream.concat(Stream.of(task("a", null, keys)), Stream.of(tasks(101)))
                .toArray(PlanTaskInput[]::new);
        assertThat(bad(tasks)).containsExactly("tasks.0.dependsOnKeys");
    }

    @Test
    void tasksAreNested32DeepAtMost() {
        assertThat(plan(nested(33)).steps()).hasSize(33);
        assertThat(bad(nested(34))).containsExactly("tasks.33.parentKey");
    }

    @Test
    void ofManyBadFieldsAHundredAreNamed() {
        assertThat(bad(IntStream.range(0, 1_000)
                        .mapToObj(i -> task("k" + i, "none"))
                        .toArray(PlanTaskInput[]::new)))
                .hasSize(100);
    }

    private static PlanTaskInput[] tasks(int count) {
        return IntStream.range(0, count).mapToObj(i -> task("k" + i, null)).toArray(PlanTaskInput[]::new);
    }

    private static PlanTaskInput[] nested(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> task("k" + i, i == 0 ? null : "k" + (i - 1)))
                .toArray(PlanTaskInput[]::new);
    }

    private static Plan plan(PlanTaskInput... tasks) {
        return Plan.of(List.of(tasks), NOW);
    }

    private static String circle(PlanTaskInput... tasks) {
        var refusals = new ArrayList<Problem>();
        assertThatThrownBy(() -> plan(tasks))
                .isInstanceOfSatisfying(Refusal.class, refusal -> refusals.add(refusal.problem()));
        assertThat(refusals.getFirst()).isInstanceOf(Problem.Cycle.class);
        return refusals.getFirst().message();
    }

    private static List<String> bad(PlanTaskInput... tasks) {
        var fields = new ArrayList<String>();
        assertThatThrownBy(() -> plan(tasks)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            var problem = (Problem.InvalidInput) refusal.problem();
            problem.fields().forEach(field -> fields.add(String.join(".", field.path())));
        });
        return fields;
    }

    private static PlanTaskInput task(String key, @Nullable String parentKey, String... dependsOnKeys) {
        return new PlanTaskInput(
                key,
                "Do it",
                null,
                "work",
                null,
                null,
                null,
                null,
                null,
                null,
                parentKey,
                null,
                List.of(dependsOnKeys),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static List<Set<Integer>> edges(Random random) {
        int size = 1 + random.nextInt(12);
        List<Set<Integer>> edges = new ArrayList<>();
        IntStream.range(0, size).forEach(_ -> edges.add(new HashSet<>()));
        for (int edge = random.nextInt(2 * size); edge > 0; edge--) {
            edges.get(random.nextInt(size)).add(random.nextInt(size));
        }
        return edges;
    }

    /// Whether any number can be reached from itself, found by following all edges from each.
    private static boolean comesBack(List<Set<Integer>> edges) {
        for (int start = 0; start < edges.size(); start++) {
            Set<Integer> reached = new HashSet<>(edges.get(start));
            int before = -1;
            while (reached.size() > before) {
                before = reached.size();
                List.copyOf(reached).forEach(at -> reached.addAll(edges.get(at)));
            }
            if (reached.contains(start)) {
                return true;
            }
        }
        return false;
    }
}
