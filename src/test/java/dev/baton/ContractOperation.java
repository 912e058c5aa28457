package dev.baton;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.OperationDefinition;
import graphql.language.OperationDefinition.Operation;
import graphql.parser.Parser;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// An operation of the frontend contract: a file, named like the one operation in it.
record ContractOperation(String name, String text) {

    private static final JsonMapper JSON = JsonMapper.shared();

    static List<ContractOperation> all() {
        try (Stream<Path> files = Files.walk(Path.of("frontend-contract/operations"))) {
            return files.filter(file -> file.toString().endsWith(".graphql"))
                    .map(ContractOperation::of)
                    .sorted(Comparator.comparing(ContractOperation::name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ContractOperation of(Path file) {
        try {
            String name = Objects.requireNonNull(file.getFileName()).toString();
            return new ContractOperation(name.substring(0, name.indexOf('.')), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the gateway knows it by as a trusted document.
    String id() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Document document() {
        return Parser.parse(text);
    }

    /// As the client sends it. `keyed`: its input takes an idempotency key; `repeatable`: sending it again does no
    /// harm; `resumes`: it goes on after a cursor; `log`: the cursor is one of the log.
    String script(GraphQLSchema schema) {
        return """
            export const %s = {
              name: '%s',
              kind: '%s',
              root: '%s',
              keyed: %s,
              repeatable: %s,
              resumes: %s,
              log: %s,
              id: '%s',
              text: %s,
            };
            """.formatted(
                        name,
                        name,
                        kind(),
                        root().getName(),
                        inputHas(schema, "idempotencyKey"),
                        !inputHas(schema, "items"),
                        resumes(),
                        resumes() && root().getName().toLowerCase(Locale.ROOT).endsWith("events"),
                        id(),
                        JSON.writeValueAsString(text));
    }

    String declaration() {
        String types = "types.%s%s".formatted(name, capitalized(kind()));
        return "export declare const %s: Operation<%s, %sVariables>;\n".formatted(name, types, types);
    }

    private OperationDefinition definition() {
        return document().getDefinitionsOfType(OperationDefinition.class).getFirst();
    }

    private String kind() {
        return definition().getOperation().name().toLowerCase(Locale.ROOT);
    }

    private Field root() {
        return (Field) definition().getSelectionSet().getSelections().getFirst();
    }

    private boolean resumes() {
        return definition().getOperation() == Operation.SUBSCRIPTION
                && definition().getVariableDefinitions().stream()
                        .anyMatch(variable -> variable.getName().equals("after"));
    }

    private boolean inputHas(GraphQLSchema schema, String field) {
        if (definition().getOperation() != Operation.MUTATION) {
            return false;
        }
        return schema.getMutationType().getFieldDefinition(root().getName()).getArguments().stream()
                .map(argument -> GraphQLTypeUtil.unwrapAll(argument.getType()))
                .anyMatch(type ->
                        type instanceof GraphQLInputObjectType input && input.getFieldDefinition(field) != null);
    }

    private static String capitalized(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
