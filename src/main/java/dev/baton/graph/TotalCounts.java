package dev.baton.graph;

import graphql.language.ObjectTypeDefinition;
import graphql.schema.DataFetcher;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeDefinitionRegistry;
import java.util.List;
import java.util.Objects;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Answers `totalCount` of every connection within the operation that asks. What the engine would read off a page by
/// itself knows nothing of the operation, and would go on counting after its end.
@Component
class TotalCounts implements RuntimeWiringConfigurer {

    private static final DataFetcher<Mono<Long>> TOTAL = environment ->
            Objects.requireNonNull(environment.<Page<?>>getSource()).total();

    private List<String> connections = List.of();

    @Override
    public void setTypeDefinitionRegistry(TypeDefinitionRegistry schema) {
        connections = schema.getTypes(ObjectTypeDefinition.class).stream()
                .map(ObjectTypeDefinition::getName)
                .filter(name -> name.endsWith("Connection"))
                .toList();
    }

    @Override
    public void configure(RuntimeWiring.Builder wiring) {
        connections.forEach(name -> wiring.type(name, type -> type.dataFetcher("totalCount", TOTAL)));
    }
}
