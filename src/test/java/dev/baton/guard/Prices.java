package dev.baton.guard;

import graphql.language.Document;
import graphql.language.NodeUtil;
import graphql.parser.Parser;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.MockedWiringFactory;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.WiringFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Binder;

/// Schemas without a gateway around them, and what operations on them cost.
record Prices(GraphQLSchema schema, Weights weights) {

    static final GuardProperties LIMITS = new Binder().bindOrCreate("baton.guard", GuardProperties.class);

    /// The one that the gateway serves.
    static Prices ofTheGateway() {
        return ofTheGateway(new MockedWiringFactory());
    }

    static Prices ofTheGateway(WiringFactory wiring) {
        var types = new TypeDefinitionRegistry();
        try (Stream<Path> files = Files.list(Path.of("schema"))) {
            files.sorted()
                    .map(Prices::read)
                    .map(sdl -> new SchemaParser().parse(sdl))
                    .forEach(types::merge);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return of(types, wiring);
    }

    /// A small one, with the directives of the gateway's.
    static Prices of(String sdl) {
        String directives = """
            directive @cost(weight: String!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
            directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!],
              requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
            """;
        return of(new SchemaParser().parse(directives + sdl), new MockedWiringFactory());
    }

    private static Prices of(TypeDefinitionRegistry types, WiringFactory factory) {
        var wiring = RuntimeWiring.newRuntimeWiring().wiringFactory(factory).build();
        GraphQLSchema schema = new SchemaGenerator().makeExecutableSchema(types, wiring);
        return new Prices(schema, new Weights(schema));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    QueryCost cost(String query, Map<String, Object> variables) {
        return cost(Parser.parse(query), variables);
    }

    QueryCost cost(Document document, Map<String, Object> variables) {
        var operation = NodeUtil.getOperation(document, null);
        return new QueryCost(new Selections(
                weights, operation.operationDefinition, operation.fragmentsByName, variables, Toll.MINIMUM));
    }

    long points(String query) {
        return cost(query, Map.of()).points();
    }

    long points(String query, Map<String, Object> variables) {
        return cost(query, variables).points();
    }
}
