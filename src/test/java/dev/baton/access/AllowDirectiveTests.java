package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.WorkspaceId;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.execution.SubscriptionExecutionStrategy;
import graphql.language.FieldDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

class AllowDirectiveTests {

    private static final String SDL = """
        directive @allow(roles: [Role!]!) on FIELD_DEFINITION
        enum Role { VIEWER OPERATOR ADMIN AGENT }
        type Query { open: String read: String @allow(roles: [VIEWER, AGENT]) thing: Thing }
        type Thing { secret: String @allow(roles: [ADMIN]) }
        type Mutation { write: String @allow(roles: [OPERATOR]) manage: String @allow(roles: [ADMIN]) }
        type Subscription { watch: String @allow(roles: [AGENT]) }
        """;

    private final GraphQL graphQl = graphQl();

    @ParameterizedTest
    @CsvSource({
        "VIEWER,query { open }",
        "VIEWER,query { read }",
        "OPERATOR,query { read }",
        "ADMIN,query { read }",
        "AGENT,query { read }",
        "OPERATOR,mutation { write }",
        "ADMIN,mutation { write }",
        "ADMIN,mutation { manage }",
        "ADMIN,query { thing { secret } }",
        "AGENT,subscription { watch }"
    })
    void whoHasTheRoleOrOneThatStandsForItMaySelectTheField(Role role, String operation) {
        assertThat(execute(operation, role).getErrors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "VIEWER,mutation { write }",
        "AGENT,mutation { write }",
        "OPERATOR,mutation { manage }",
        "OPERATOR,query { thing { secret } }",
        "AGENT,query { thing { secret } }",
        "ADMIN,subscription { watch }"
    })
    void whoHasNoneOfTheRolesMayNot(Role role, String operation) {
        ExecutionResult result = execute(operation, role);
        assertThat(result.getErrors()).hasSize(1);
        assertThat(result.getErrors().getFirst().getMessage()).contains("This needs the role", "you have " + role);
    }

    @Test
    void anUnknownCallerMayNotEither() {
        var input = ExecutionInput.newExecutionInput("{ read }").build();
        assertThat(graphQl.execute(input).getErrors().getFirst().getMessage()).contains("Sign in");
    }

    @Test
    void everyRootFieldSaysWhoMaySelectIt() throws IOException {
        assertThat(openRootFields(readSchema())).isEmpty();
    }

    @Test
    void aRootFieldThatSaysNothingIsNoticed() {
        assertThat(openRootFields(new SchemaParser().parse(SDL))).containsExactlyInAnyOrder("open", "thing");
    }

    private static List<String> openRootFields(TypeDefinitionRegistry schema) {
        return Stream.of("Query", "Mutation", "Subscription")
                .flatMap(type -> Stream.concat(
                        Stream.ofNullable(schema.getTypeOrNull(type, ObjectTypeDefinition.class))
                                .flatMap(root -> root.getFieldDefinitions().stream()),
                        schema.objectTypeExtensions().getOrDefault(type, List.of()).stream()
                                .flatMap(extension -> extension.getFieldDefinitions().stream())))
                .filter(field -> !field.hasDirective(AllowDirective.NAME))
                .map(FieldDefinition::getName)
                .toList();
    }

    private static TypeDefinitionRegistry readSchema() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("schema"))) {
            var schema = new TypeDefinitionRegistry();
            files.map(AllowDirectiveTests::parse).forEach(schema::merge);
            return schema;
        }
    }

    private static TypeDefinitionRegistry parse(Path file) {
        try {
            return new SchemaParser().parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ExecutionResult execute(String operation, Role role) {
        var caller = new Caller("someone", Set.of(role), WorkspaceId.next(), null);
        return graphQl.execute(ExecutionInput.newExecutionInput(operation)
                .graphQLContext(Map.of(Caller.class, caller))
                .build());
    }

    private static GraphQL graphQl() {
        var wiring = RuntimeWiring.newRuntimeWiring()
                .type(
                        "Query",
                        type -> type.dataFetcher("thing", _ -> Map.of("secret", "yes"))
                                .defaultDataFetcher(_ -> "yes"))
                .type("Mutation", type -> type.defaultDataFetcher(_ -> "yes"))
                .type("Subscription", type -> type.dataFetcher("watch", _ -> Flux.just("yes")));
        new AllowDirective().configure(wiring);
        return GraphQL.newGraphQL(
                        new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(SDL), wiring.build()))
                .subscriptionExecutionStrategy(new SubscriptionExecutionStrategy())
                .build();
    }
}
