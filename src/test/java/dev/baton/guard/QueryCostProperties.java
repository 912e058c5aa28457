package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class QueryCostProperties {

    private static final Prices PRICES = Prices.ofTheGateway();

    @Property
    void askingForMoreNeverCostsLess(@ForAll("operations") String operation, @ForAll int some, @ForAll int other) {
        long less = PRICES.points(operation, Map.of("n", Math.min(some, other)));
        long more = PRICES.points(operation, Map.of("n", Math.max(some, other)));
        assertThat(less).isBetween(QueryCost.MINIMUM, more);
        assertThat(more).isLessThanOrEqualTo(QueryCost.MAXIMUM);
    }

    @Property
    void aFieldMoreNeverCostsLess(@ForAll("selections") String selection, @ForAll("selections") String other) {
        String operation = "query($n: Int) { tasks(first: $n) { nodes { a: id %s %s } } }";
        Map<String, Object> size = Map.of("n", 10);
        assertThat(PRICES.points(operation.formatted(selection, other), size))
                .isGreaterThanOrEqualTo(PRICES.points(operation.formatted(selection, ""), size));
    }

    @Property
    void theCostliestFieldsCostNoMoreThanTheWhole(@ForAll("operations") String operation, @ForAll int size) {
        QueryCost cost = PRICES.cost(operation, Map.of("n", size));
        assertThat(cost.costliest(5))
                .allSatisfy(field -> assertThat(field.points()).isBetween(1L, cost.points()));
    }

    @Provide
    Arbitrary<String> operations() {
        return selections().map("query($n: Int) { tasks(last: $n) { nodes { %s } totalCount } }"::formatted);
    }

    /// Of a task, up to a depth of some pages.
    @Provide
    Arbitrary<String> selections() {
        Arbitrary<String> leaves = Arbitraries.of(
                "id", "progress { percent }", "labels", "assignee { handle }", "requiredCapabilities", "__typename");
        return Arbitraries.recursive(() -> leaves, QueryCostProperties::around, 0, 4);
    }

    private static Arbitrary<String> around(Arbitrary<String> inner) {
        Arbitrary<String> field = Arbitraries.of(
                "parent { %s }",
                "subtasks(first: $n) { nodes { %s } pageInfo { endCursor } }",
                "dependents(first: $n) { edges { cursor node { %s } } totalCount }",
                "dependencies { %s }",
                "events(last: $n) { nodes { ... on TaskEvent { task { %s } } } }",
                "... on Node { id ... on Task { %s } }",
                "attempts { number agent { tasks(first: $n) { nodes { %s } } } }");
        return field.flatMap(around -> inner.map(around::formatted));
    }
}
