package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What holds for any operation: tried on a thousand made at random, the same ones every time.
class QueryCostPropertiesTests {

    private static final Prices PRICES = Prices.ofTheGateway();
    private static final int TRIES = 1_000;

    private static final List<String> LEAVES = List.of(
            "id", "progress { percent }", "labels", "assignee { handle }", "requiredCapabilities", "__typename");

    private static final List<String> AROUND = List.of(
            "parent { %s }",
            "subtasks(first: $n) { nodes { %s } pageInfo { endCursor } }",
            "dependents(first: $n) { edges { cursor node { %s } } totalCount }",
            "dependencies { %s }",
            "events(last: $n) { nodes { ... on TaskEvent { task { %s } } } }",
            "... on Node { id ... on Task { %s } }",
            "attempts { number agent { tasks(first: $n) { nodes { %s } } } }");

    @Test
    void askingForMoreNeverCostsLess() {
        forAny(random -> {
            String operation = operation(selection(random), "");
            int some = size(random);
            int other = size(random);
            long less = PRICES.points(operation, Map.of("n", Math.min(some, other)));
            long more = PRICES.points(operation, Map.of("n", Math.max(some, other)));
            assertThat(less).as("%s, %d and %d", operation, some, other).isBetween(Toll.MINIMUM, more);
            assertThat(more).isLessThanOrEqualTo(QueryCost.MAXIMUM);
        });
    }

    @Test
    void aFieldMoreNeverCostsLess() {
        forAny(random -> {
            String selection = selection(random);
            String more = operation(selection, selection(random));
            Map<String, Object> variables = Map.of("n", size(random));
            assertThat(PRICES.points(more, variables))
                    .as("%s, %s", more, variables)
                    .isGreaterThanOrEqualTo(PRICES.points(operation(selection, ""), variables));
        });
    }

    @Test
    void theCostliestFieldsCostNoMoreThanTheWhole() {
        forAny(random -> {
            QueryCost cost = PRICES.cost(operation(selection(random), ""), Map.of("n", size(random)));
            assertThat(cost.costliest(5))
                    .allSatisfy(field -> assertThat(field.points()).isBetween(1L, cost.points()));
        });
    }

    private static void forAny(Consumer<Random> property) {
        var random = new Random(7);
        for (int attempt = 0; attempt < TRIES; attempt++) {
            property.accept(random);
        }
    }

    private static String operation(String selection, String other) {
        return "query($n: Int) { tasks(last: $n) { nodes { a: id %s %s } totalCount } }".formatted(selection, other);
    }

    /// Of a task, up to a depth of some pages.
    private static String selection(Random random) {
        String selection = LEAVES.get(random.nextInt(LEAVES.size()));
        for (int depth = random.nextInt(5); depth > 0; depth--) {
            selection = AROUND.get(random.nextInt(AROUND.size())).replace("%s", selection);
        }
        return selection;
    }

    /// Small ones, and the whole range of numbers with its ends.
    private static int size(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextBoolean() ? Integer.MAX_VALUE : Integer.MIN_VALUE;
            default -> random.nextInt(-3, 150);
        };
    }
}
