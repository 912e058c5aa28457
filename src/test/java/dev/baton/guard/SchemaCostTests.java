package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.introspection.IntrospectionQuery;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLTypeUtil;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The prices in `schema/`.
class SchemaCostTests {

    private static final Prices PRICES = Prices.ofTheGateway();

    @Test
    void everyListOfObjectsHasASize() {
        Set<String> sizedByTheirParent = fields().flatMap(
                        field -> PRICES.weights().of(field.parent(), field.name()).sizedFields().stream()
                                .map(sized -> typeOf(field.definition()) + "." + sized))
                .collect(Collectors.toSet());
        assertThat(fields().filter(Field::isListOfObjects)
                        .filter(field -> field.definition().getAppliedDirective("listSize") == null)
                        .map(Field::coordinates)
                        .filter(field -> !sizedByTheirParent.contains(field))
                        .filter(field -> !field.endsWith("Payload.problems")))
                .isEmpty();
    }

    @Test
    void problemsCostNothingHoweverManyThereAre() {
        assertThat(fields().filter(field -> field.coordinates().endsWith("Payload.problems")))
                .isNotEmpty()
                .flatExtracting(field ->
                        PRICES.weights().of(field.parent(), field.name()).objects())
                .allMatch(problem -> problem.points() == 0);
    }

    @Test
    void whatIsSizedByItsParentIsAListThere() {
        Set<String> lists =
                fields().filter(Field::isList).map(Field::coordinates).collect(Collectors.toSet());
        assertThat(fields().flatMap(field -> PRICES.weights().of(field.parent(), field.name()).sizedFields().stream()
                        .map(sized -> typeOf(field.definition()) + "." + sized)))
                .isNotEmpty()
                .allMatch(lists::contains);
    }

    @Test
    void everyMutationCostsMoreThanLookingAround() {
        assertThat(PRICES.schema().getMutationType().getFieldDefinitions())
                .isNotEmpty()
                .allSatisfy(mutation ->
                        assertThat(mutation.getAppliedDirective("cost")).isNotNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ viewer { subject roles workspace { id name } agent { id } } }",
                """
                { tasks(first: 100) { nodes { id title state assignee { id handle } requestedBy { id } parent { id title }
                  deliverables(first: 10) { nodes { id name } } } totalCount } }
                """,
                """
                { agents(first: 100) { nodes { id handle presence reportsTo { id } tasks(first: 20) { totalCount nodes { id title state } } } }
                  workspace { taskCounts { state count } head } }
                """,
                """
                { task(id: "x") { id title state assignee { handle } subtasks(first: 50) { nodes { id title assignee { handle } progress { percent } } }
                  dependencies { id title } dependents(first: 20) { nodes { id } } delegations { from { handle } to { handle } note }
                  attempts { number agent { handle } outcome } deliverables(first: 50) { nodes { name revision content agent { handle } } }
                  events(first: 100) { nodes { cursor time actor } } } }
                """,
                "subscription { taskEvents { cursor time actor taskId state task { id title state progress { percent }"
                        + " } } }",
                "mutation { claimTasks(input: {limit: 100}) { claims { task { id title instructions } attempt { id }"
                        + " leaseToken } } }"
            })
    void anOrdinaryOperationIsWithinTheLimit(String operation) {
        assertThat(PRICES.points(operation)).isLessThan(Prices.LIMITS.maxOperationCost() * 6 / 10);
    }

    @Test
    void aPlanCostsByItsTasksAndTheLargestIsWithinTheLimit() {
        String plan = "mutation ($input: DelegatePlanInput!) { delegatePlan(input: $input) { tasks { key task { id } }"
                + " problems { code } } }";
        Map<String, Object> task = Map.of("key", "k", "title", "t", "retryPolicy", Map.of("maxAttempts", 2));
        assertThat(PRICES.points(plan, Map.of("input", Map.of("tasks", Collections.nCopies(1_000, task)))))
                .isBetween(4_000L, Prices.LIMITS.maxOperationCost());
        assertThat(PRICES.points(plan, Map.of("input", Map.of("tasks", List.of(task)))))
                .isLessThan(20);
    }

    @Test
    void theIntrospectionOfTheUsualToolsIsWithinTheLimit() {
        assertThat(PRICES.points(IntrospectionQuery.INTROSPECTION_QUERY)).isEqualTo(100);
    }

    private record Field(GraphQLObjectType parent, GraphQLFieldDefinition definition) {

        String name() {
            return definition.getName();
        }

        String coordinates() {
            return parent.getName() + "." + name();
        }

        boolean isList() {
            return GraphQLTypeUtil.isList(GraphQLTypeUtil.unwrapNonNull(definition.getType()));
        }

        boolean isListOfObjects() {
            return isList() && GraphQLTypeUtil.unwrapAll(definition.getType()) instanceof GraphQLCompositeType;
        }
    }

    private static String typeOf(GraphQLFieldDefinition field) {
        return GraphQLTypeUtil.unwrapAll(field.getType()).getName();
    }

    private static Stream<Field> fields() {
        return PRICES.schema().getAllTypesAsList().stream()
                .filter(GraphQLObjectType.class::isInstance)
                .map(GraphQLObjectType.class::cast)
                .filter(type -> !type.getName().startsWith("__"))
                .flatMap(type -> type.getFieldDefinitions().stream().map(field -> new Field(type, field)));
    }
}
