package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.execution.GraphQlSource;

/// Holds the facts of all features against the schema: nobody else does, because an event has the fields of two
/// objects.
@BatonTest
class FactSchemaTests {

    /// What the envelope has, and what the features look up.
    private static final Set<String> NOT_THE_FACTS = Set.of("id", "cursor", "time", "actor", "task", "agent");

    private final GraphQLSchema schema;
    private final List<Class<? extends Fact>> facts;

    FactSchemaTests(@Autowired GraphQlSource source, @Autowired ObjectProvider<FactTypes> features) {
        schema = source.schema();
        facts = features.stream().flatMap(feature -> feature.types().stream()).toList();
    }

    @Test
    void everyTypeOfEventInTheSchemaHasAFactAndTheOtherWayRound() {
        assertThat(new TreeSet<>(facts.stream().map(Class::getSimpleName).toList()))
                .isEqualTo(new TreeSet<>(implementing("Event")));
    }

    @Test
    void aFactHasTheFieldsOfItsType() {
        for (Class<? extends Fact> fact : facts) {
            GraphQLObjectType type = schema.getObjectType(fact.getSimpleName());
            if (type != null) {
                assertThat(components(fact))
                        .as(fact.getSimpleName())
                        .containsAll(type.getFieldDefinitions().stream()
                                .map(GraphQLFieldDefinition::getName)
                                .filter(name -> !NOT_THE_FACTS.contains(name))
                                .toList());
            }
        }
    }

    /// What the subscription `taskEvents` goes by.
    @Test
    void aFactNamesATaskIfItsTypeIsATaskEvent() {
        Set<String> taskEvents = implementing("TaskEvent");
        for (Class<? extends Fact> fact : facts) {
            assertThat(components(fact).contains("taskId"))
                    .as(fact.getSimpleName())
                    .isEqualTo(taskEvents.contains(fact.getSimpleName()));
        }
    }

    /// What the subscription `agentEvents` goes by.
    @Test
    void aFactNamesAnAgentAndNoTaskIfItsTypeIsAnAgentEvent() {
        Set<String> agentEvents = implementing("AgentEvent");
        for (Class<? extends Fact> fact : facts) {
            assertThat(components(fact).contains("agentId") && !components(fact).contains("taskId"))
                    .as(fact.getSimpleName())
                    .isEqualTo(agentEvents.contains(fact.getSimpleName()));
        }
    }

    /// What the filter `states` goes by.
    @Test
    void aFactTellsAStateIfItsTypeIsATaskEvent() {
        Set<String> taskEvents = implementing("TaskEvent");
        for (Class<? extends Fact> fact : facts) {
            assertThat(components(fact).contains("state"))
                    .as(fact.getSimpleName())
                    .isEqualTo(taskEvents.contains(fact.getSimpleName()));
        }
    }

    private Set<String> implementing(String name) {
        var type = Objects.requireNonNull((GraphQLInterfaceType) schema.getType(name));
        return schema.getImplementations(type).stream()
                .map(GraphQLNamedType::getName)
                .collect(Collectors.toSet());
    }

    private static List<String> components(Class<? extends Fact> fact) {
        return Arrays.stream(fact.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
