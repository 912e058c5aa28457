package dev.baton.journal;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.LightDataFetcher;
import graphql.schema.SingletonPropertyDataFetcher;
import graphql.schema.TypeResolver;
import graphql.schema.idl.RuntimeWiring;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.stereotype.Component;

/// Shows an [Event] as the schema's type of its fact: one object with the fields of both.
@Component
class EventWiring implements RuntimeWiringConfigurer {

    private static final List<String> INTERFACES = List.of("Event", "TaskEvent", "AgentEvent");
    private static final TypeResolver TYPE_OF_FACT =
            env -> env.getSchema().getObjectType(((Event) env.getObject()).type());

    private final Facts facts;

    EventWiring(Facts facts) {
        this.facts = facts;
    }

    @Override
    public void configure(RuntimeWiring.Builder wiring) {
        INTERFACES.forEach(name -> wiring.type(name, type -> type.typeResolver(TYPE_OF_FACT)));
        facts.types().forEach(name -> wiring.type(name, type -> type.defaultDataFetcher(new Fields())));
    }

    /// What no controller resolves.
    private static final class Fields implements LightDataFetcher<@Nullable Object> {

        @Override
        public @Nullable Object get(
                GraphQLFieldDefinition field, Object source, Supplier<DataFetchingEnvironment> environment)
                throws Exception {
            var event = (Event) source;
            return switch (field.getName()) {
                case "id" -> event.id();
                case "cursor" -> event.cursor();
                case "time" -> event.time();
                case "actor" -> event.actor();
                default -> SingletonPropertyDataFetcher.singleton().get(field, event.fact(), environment);
            };
        }

        @Override
        public @Nullable Object get(DataFetchingEnvironment env) throws Exception {
            return get(env.getFieldDefinition(), Objects.requireNonNull(env.<Event>getSource()), () -> env);
        }
    }
}
