package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.ExecutionInput;
import graphql.GraphQLError;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.introspection.IntrospectionQuery;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Hostile documents against the gateway's own schema. Each is refused before it is validated, or is cheap to validate
/// and price; a test that takes ten seconds has found one that is neither.
@Timeout(10)
class DocumentsTests {

    private static final Prices PRICES = Prices.ofTheGateway();

    private final Documents documents = new Documents(PRICES.schema(), Prices.LIMITS);

    @Test
    void anOrdinaryDocumentIsPreparedOnce() {
        PreparsedDocumentEntry first = prepare("{ viewer { subject } }");
        assertThat(first.hasErrors()).isFalse();
        assertThat(prepare("{ viewer { subject } }")).isSameAs(first);
        assertThat(prepare("{ viewer { roles } }")).isNotSameAs(first);
    }

    @Test
    void aLongDocumentDisplacesNoOthers() {
        String text = "{ viewer { subject } } #" + "x".repeat(100_000);
        assertThat(prepare(text).getDocument()).isNotSameAs(prepare(text).getDocument());
    }

    @Test
    void whatDoesNotHoldIsNotKept() {
        assertThat(prepare("{ nothing }")).isNotSameAs(prepare("{ nothing }"));
        assertThat(prepare("{ nothing }").hasErrors()).isTrue();
    }

    @Test
    void theIntrospectionOfTheUsualToolsPasses() {
        assertThat(refusals(IntrospectionQuery.INTROSPECTION_QUERY)).isEmpty();
    }

    @Test
    void tenThousandAliasesAreRefused() {
        assertThat(refusals("{ " + repeat(10_000, "a%d: viewer { subject } ") + "}"))
                .containsExactly("The document has more than 5000 tokens. Ask in smaller pieces.");
        assertThat(refusals("{ " + repeat(51, "a%d: viewer { subject } ") + "}"))
                .containsExactly("The document has more than 50 aliases. Ask in smaller pieces.");
        assertThat(refusals("{ " + repeat(50, "a%d: viewer { subject } ") + "}"))
                .isEmpty();
    }

    @Test
    void oneFieldAThousandTimesIsRefused() {
        assertThat(refusals("{ " + "viewer { subject } ".repeat(1_000) + "}"))
                .containsExactly(
                        "The document has more than 50 fields at the top of an operation. Ask in smaller pieces.");
        assertThat(refusals("{ ...All ...All } fragment All on Query { " + "viewer { subject } ".repeat(30) + "}"))
                .containsExactly(
                        "The document has more than 50 fields at the top of an operation. Ask in smaller pieces.");
        assertThat(refusals("{ viewer { " + "subject ".repeat(4_000) + "} }")).isEmpty();
    }

    @Test
    void anythingNestedTooDeeplyIsRefused() {
        assertThat(refusals(nested(15))).isEmpty();
        for (int levels : List.of(16, 50, 100)) {
            assertThat(refusals(nested(levels)))
                    .as("%d levels", levels)
                    .containsExactly("The document has more than 15 levels of fields. Ask in smaller pieces.");
        }
        for (int levels : List.of(200, 500, 1_600, 20_000)) {
            assertThat(refusals(nested(levels)))
                    .as("%d levels", levels)
                    .containsExactly("The document is nested too deeply: at most 15 levels of fields.");
        }
        assertThat(refusals("{ tasks(filter: { labels: " + "[".repeat(1_000) + "]".repeat(1_000)
                        + " }) { nodes { id } } }"))
                .hasSize(1);
        assertThat(refusals("{ " + "... { ".repeat(1_000) + "__typename" + " }".repeat(1_000) + " }"))
                .hasSize(1);
    }

    @Test
    void depthCountsThroughFragments() {
        var query = new StringBuilder("{ task(id: 1) { ...F0 } }");
        for (int level = 0; level < 7; level++) {
            query.append(" fragment F%d on Task { parent { parent { ...F%d } } }".formatted(level, level + 1));
        }
        query.append(" fragment F7 on Task { id }");
        assertThat(refusals(query.toString()))
                .containsExactly("The document has more than 15 levels of fields. Ask in smaller pieces.");
    }

    @Test
    void fragmentsInACircleAreRefused() {
        assertThat(refusals("{ task(id: 1) { ...A } } fragment A on Task { id ...A }"))
                .containsExactly("The fragment A contains itself.");
        assertThat(refusals("{ task(id: 1) { ...A } } fragment A on Task { parent { ...B } } fragment B on Task {"
                        + " parent { ...A } }"))
                .hasSize(1)
                .first()
                .asString()
                .contains("contains itself");
    }

    @Test
    void aFragmentBombDoesNotGoOff() {
        // Each of 14 levels spreads the next one ten times: 10^14 spreads.
        var query = new StringBuilder("{ task(id: 1) { ...F0 } }");
        for (int level = 0; level < 14; level++) {
            query.append(" fragment F%d on Task { id %s }"
                    .formatted(level, "...F%d ".formatted(level + 1).repeat(10)));
        }
        query.append(" fragment F14 on Task { id parent { id } }");
        assertThat(refusals(query.toString())).isEmpty();
        assertThat(PRICES.points(query.toString())).isEqualTo(2);
    }

    @Test
    void aBombOfFieldsIsTooDear() {
        var query = new StringBuilder("{ task(id: 1) { ...F0 } }");
        for (int level = 0; level < 6; level++) {
            query.append((" fragment F%d on Task { a%<d: dependencies { ...F%d } b%<d: dependencies { ...F%<d } "
                            + "subtasks(first: 100) { nodes { ...F%<d } } }")
                    .formatted(level, level + 1));
        }
        query.append(" fragment F6 on Task { id }");
        assertThat(refusals(query.toString())).isEmpty();
        assertThat(PRICES.points(query.toString())).isGreaterThan(1_000_000);
    }

    /// On each level a field merges those of the level above it, with or without one more: each of the 2^18 paths
    /// ends in a combination that no other has, and nothing that is known helps.
    @Test
    void fieldsThatMergeInEveryWayAreNotFollowedForEver() {
        var query = new StringBuilder("{ task(id: 1) { ...F0_0 } }");
        int last = 18;
        for (int level = 0; level < last; level++) {
            for (int bit = 0; bit <= level; bit++) {
                query.append(
                        " fragment F%d_%d on Task { parent { ...F%d_%d } and: parent { ...F%3$d_%4$d ...F%3$d_0 } }"
                                .formatted(level, bit, level + 1, bit + 1));
            }
        }
        for (int bit = 0; bit <= last; bit++) {
            query.append(" fragment F%d_%d on Task { a%2$d: title }".formatted(last, bit));
        }
        assertThat(PRICES.points(query.toString())).isEqualTo(QueryCost.MAXIMUM);
    }

    @Test
    void aHundredThousandTokensAreRefused() {
        assertThat(refusals("{ viewer { " + "subject ".repeat(100_000) + "} }"))
                .containsExactly("The document has more than 5000 tokens. Ask in smaller pieces.");
        assertThat(refusals("{ viewer " + "{ ".repeat(100_000))).hasSize(1);
    }

    @Test
    void tooManyDirectivesAreRefused() {
        assertThat(refusals("{ viewer { subject " + "@include(if: true) ".repeat(51) + "} }"))
                .containsExactly("The document has more than 50 directives. Ask in smaller pieces.");
    }

    @Test
    void tooManyFragmentsAreRefused() {
        assertThat(refusals("{ viewer { subject } }" + repeat(51, " fragment F%d on Viewer { subject }")))
                .containsExactly("The document has more than 50 named fragments. Ask in smaller pieces.");
    }

    @Test
    void pagesOfAHundredInPagesOfAHundredAreTooDear() {
        String query = """
            { tasks(first: 100) { nodes { subtasks(first: 100) { nodes { dependents(first: 100) { nodes { id } } } } } } }
            """;
        assertThat(refusals(query)).isEmpty();
        QueryCost cost = PRICES.cost(query, Map.of());
        assertThat(cost.points()).isEqualTo(100 + 100 * 100 + 100 * 100 * 100);
        assertThat(cost.costliest(1))
                .containsExactly(new QueryCost.Costly(
                        "TaskConnection.nodes", "tasks.nodes.subtasks.nodes.dependents.nodes", 1_000_000));
    }

    private static String nested(int levels) {
        return "{ task(id: 1) " + "{ parent ".repeat(levels - 2) + "{ id }" + " }".repeat(levels - 2) + " }";
    }

    private static String repeat(int times, String format) {
        return IntStream.range(0, times).mapToObj(format::formatted).collect(Collectors.joining());
    }

    private List<String> refusals(String query) {
        List<? extends GraphQLError> errors = prepare(query).getErrors();
        return errors == null
                ? Collections.emptyList()
                : errors.stream().map(GraphQLError::getMessage).toList();
    }

    private PreparsedDocumentEntry prepare(String query) {
        ExecutionInput input =
                ExecutionInput.newExecutionInput(query).locale(Locale.ENGLISH).build();
        return documents
                .getDocumentAsync(input, _ -> {
                    throw new AssertionError("The engine's own way");
                })
                .join();
    }
}
