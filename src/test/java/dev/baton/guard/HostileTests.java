package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.ExecutionInput;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is meant to keep the gateway busy is refused for little more than an honest request costs: as processor time
/// of the thread that does it, beside a large document that is let in, in the same run.
class HostileTests {

    private static final Prices PRICES = Prices.ofTheGateway();
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 30;

    /// The hostile ones are up to a megabyte of text: reading so much takes some time, of whatever it is made.
    private static final int TIMES_AN_HONEST_ONE = 10;

    private static final long MOST_NANOS = 100_000_000;

    private final Documents documents = new Documents(PRICES.schema(), Prices.LIMITS);

    @Test
    void refusingCostsLittleMoreThanAnHonestRequest() {
        Map<String, String> hostile = new LinkedHashMap<>();
        hostile.put("10,000 aliases", "{ " + many(10_000, "a%d: viewer { subject } ") + "}");
        hostile.put("10,000 directives", "{ viewer { subject " + "@include(if: true) ".repeat(10_000) + "} }");
        hostile.put("a depth of 500", "{ task(id: 1) " + "{ parent ".repeat(500) + "{ id }" + " }".repeat(500) + " }");
        hostile.put("fragments in a circle", "{ ...F0 } " + many(50, "fragment F%d on Query { ...F%2$d } "));
        hostile.put(
                "fragments that double",
                "{ ...F0 } " + many(49, "fragment F%d on Query { ...F%2$d ...F%2$d } ")
                        + "fragment F49 on Query { viewer { subject } }");
        hostile.put("100,000 tokens", "{ viewer { " + "subject ".repeat(100_000) + "} }");
        hostile.put("a text of one long name", "{ " + "a".repeat(900_000) + " }");
        hostile.put("brackets that never close", "{ tasks(filter: " + "[".repeat(50_000));
        hostile.put(
                "pages of 1,000 in pages of 1,000 in pages of 1,000",
                "{ tasks(first: 1000) { nodes { subtasks(first: 1000) { nodes { subtasks(first: 1000) { nodes { id } }"
                        + " } } } } }");
        String honest = "{ tasks(first: 50) { nodes { " + many(40, "a%d: id ") + "assignee { handle } } } }";

        long measure = cpu(honest);
        hostile.forEach((what, document) -> {
            long nanos = cpu(document);
            System.out.printf("%-52s %8.3f ms; an honest one %.3f ms%n", what, nanos / 1e6, measure / 1e6);
            assertThat(nanos)
                    .as(what)
                    .isLessThan(Math.min(MOST_NANOS, Math.max(TIMES_AN_HONEST_ONE * measure, MOST_NANOS / 2)));
        });
    }

    @Test
    void aListOfThousandsInTheVariablesIsRefused() {
        Map<String, Object> variables = Map.of("filter", Map.of("labels", Collections.nCopies(2_001, "x")));
        PreparsedDocumentEntry entry = documents
                .getDocumentAsync(
                        ExecutionInput.newExecutionInput(
                                        "query($filter: TaskFilter) { tasks(filter: $filter) { totalCount } }")
                                .variables(variables)
                                .build(),
                        HostileTests::unused)
                .join();
        assertThat(entry.getErrors())
                .singleElement()
                .satisfies(error -> assertThat(error.getMessage()).contains("more than 2000 items"));
    }

    @Test
    void whatStaysWithinTheLimitsCostsLittleMoreThanAnHonestRequest() {
        Map<String, String> hostile = new LinkedHashMap<>();
        hostile.put(
                "fragments that triple below fields",
                "{ task(id: 1) { ...F0 } } "
                        + many(
                                12,
                                "fragment F%d on Task { a: parent { ...F%2$d } b: parent { ...F%2$d } c: parent {"
                                        + " ...F%2$d } } ")
                        + "fragment F12 on Task { id }");
        hostile.put("a field 4,900 times", "{ viewer { " + "subject ".repeat(4_900) + "} }");
        hostile.put("an unknown field 4,900 times", "{ viewer { " + "nothing ".repeat(4_900) + "} }");
        hostile.put("700 inline fragments", "{ viewer { " + "... on Viewer { subject } ".repeat(700) + "} }");
        hostile.put("700 objects under one key", "{ task(id: 1) { " + "parent { id state } ".repeat(800) + "} }");
        hostile.put(
                "700 that contradict", "{ task(id: 1) { " + many(600, "subtasks(first: %d) { totalCount } ") + "} }");
        hostile.put(
                "1,200 variables that nobody uses", "query(" + many(1_200, "$v%d: Int ") + ") { viewer { subject } }");
        hostile.put(
                "a value of 240 levels",
                "{ tasks(filter: { labels: " + "[".repeat(240) + "]".repeat(240) + " }) { totalCount } }");
        hostile.put(
                "a value of 2,400 items",
                "{ tasks(filter: { labels: [" + "\"x\" ".repeat(2_400) + "] }) { totalCount } }");
        hostile.put(
                "fragments that spread all others",
                "{ task(id: 1) { ...F0 } } "
                        + IntStream.range(0, 50)
                                .mapToObj(i -> "fragment F%d on Task { id %s} "
                                        .formatted(
                                                i,
                                                IntStream.range(i + 1, 50)
                                                        .mapToObj("...F%d "::formatted)
                                                        .collect(Collectors.joining())))
                                .collect(Collectors.joining()));
        hostile.forEach((what, document) -> {
            long nanos = cpu(document, this::price);
            System.out.printf("%-52s %8.3f ms%n", what, nanos / 1e6);
            assertThat(nanos).as(what).isLessThan(MOST_NANOS);
        });
    }

    /// The least of some rounds: what it costs when nothing else gets in between.
    private long cpu(String document) {
        return cpu(document, this::judge);
    }

    private long cpu(String document, Consumer<String> judge) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            // Each a text of its own, so that none is found in the cache.
            String text = document + " # " + round;
            long begun = CLOCK.getCurrentThreadCpuTime();
            judge.accept(text);
            least = Math.min(least, CLOCK.getCurrentThreadCpuTime() - begun);
        }
        return least;
    }

    private void judge(String text) {
        boolean honest = text.contains("a39: id");
        assertThat(price(text)).as(text).matches(points -> (points > Prices.LIMITS.maxOperationCost()) != honest);
    }

    /// Endless where it is refused before it has a price.
    private double price(String text) {
        ExecutionInput input =
                ExecutionInput.newExecutionInput(text).locale(Locale.ENGLISH).build();
        PreparsedDocumentEntry entry =
                documents.getDocumentAsync(input, HostileTests::unused).join();
        return entry.hasErrors()
                ? Double.POSITIVE_INFINITY
                : PRICES.cost(entry.getDocument(), Map.of()).points();
    }

    private static PreparsedDocumentEntry unused(ExecutionInput input) {
        throw new AssertionError("The engine's own way");
    }

    private static String many(int times, String format) {
        return IntStream.range(0, times)
                .mapToObj(i -> format.formatted(i, (i + 1) % 50))
                .collect(Collectors.joining());
    }
}
