package dev.baton.audit;

import graphql.ExecutionInput;
import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.Argument;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.OperationDefinition;
import graphql.language.OperationDefinition.Operation;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.scalars.ExtendedScalars;
import graphql.schema.CoercingParseLiteralException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A mutation that somebody has asked for, read out of a document that was not run: no schema vouches for it.
///
/// @param mutation the field, as it was written; `mutation` where a fragment has it
/// @param arguments with the variables' values in their places, as they were sent
record Intent(String mutation, Map<String, @Nullable Object> arguments) {

    /// Of one request so many are looked at.
    static final int MOST = 10;

    private static final String KEYWORD = "mutation";

    /// Whether it is worth parsing.
    static boolean isPossibleIn(ExecutionInput input) {
        return input.getQuery().contains(KEYWORD);
    }

    /// What the operation would have done that was to run; of a request that does not say which one, of all.
    static List<Intent> of(ExecutionInput input) {
        try {
            return read(Parser.parse(input.getQuery()), input);
        } catch (InvalidSyntaxException nothingThatCouldRun) {
            return List.of();
        }
    }

    private static List<Intent> read(Document document, ExecutionInput input) {
        List<OperationDefinition> all = document.getDefinitionsOfType(OperationDefinition.class);
        List<OperationDefinition> named = all.stream()
                .filter(operation -> Objects.equals(operation.getName(), input.getOperationName()))
                .toList();
        CoercedVariables variables = CoercedVariables.of(input.getRawVariables().toMap());
        return (named.isEmpty() ? all : named)
                .stream()
                        .filter(operation -> operation.getOperation() == Operation.MUTATION)
                        .flatMap(operation -> of(operation, variables))
                        .limit(MOST)
                        .toList();
    }

    private static Stream<Intent> of(OperationDefinition operation, CoercedVariables variables) {
        List<Field> fields = operation.getSelectionSet().getSelectionsOfType(Field.class);
        return fields.isEmpty()
                ? Stream.of(new Intent(KEYWORD, Map.of()))
                : fields.stream().map(field -> new Intent(field.getName(), arguments(field, variables)));
    }

    private static Map<String, @Nullable Object> arguments(Field field, CoercedVariables variables) {
        var arguments = new LinkedHashMap<String, @Nullable Object>();
        for (Argument argument : field.getArguments()) {
            arguments.put(argument.getName(), value(argument, variables));
        }
        return arguments;
    }

    private static @Nullable Object value(Argument argument, CoercedVariables variables) {
        try {
            return ExtendedScalars.Json.getCoercing()
                    .parseLiteral(argument.getValue(), variables, GraphQLContext.getDefault(), Locale.ENGLISH);
        } catch (CoercingParseLiteralException noValue) {
            return null;
        }
    }
}
