package dev.baton.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.baton.graph.Fault;
import graphql.ExecutionInput;
import graphql.GraphQLError;
import graphql.ParseAndValidate;
import graphql.ParseAndValidateResult;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.execution.preparsed.PreparsedDocumentProvider;
import graphql.language.Document;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.ParserOptions;
import graphql.parser.exceptions.ParseCancelledException;
import graphql.parser.exceptions.ParseCancelledTooDeepException;
import graphql.parser.exceptions.ParseCancelledTooManyCharsException;
import graphql.schema.GraphQLSchema;
import graphql.validation.ValidationError;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Parses a document, refuses what its shape forbids, and validates it, once for each text.
///
/// Only what is valid is kept: a bad document never displaces a good one.
final class Documents implements PreparsedDocumentProvider {

    /// What is longer than such a part of the cache is not kept: a few would displace all others.
    private static final int MOST_PARTS = 30;

    private final GraphQLSchema schema;
    private final GuardProperties limits;
    private final ParserOptions parser;
    private final Cache<String, PreparsedDocumentEntry> prepared;

    Documents(GraphQLSchema schema, GuardProperties limits) {
        this.schema = schema;
        this.limits = limits;
        this.parser = ParserOptions.getDefaultOperationParserOptions()
                .transform(options -> options.maxTokens(limits.maxTokens()));
        this.prepared = Caffeine.newBuilder()
                .maximumWeight(limits.documentCache())
                .weigher((String text, PreparsedDocumentEntry _) -> text.length())
                .build();
    }

    /// The engine's own way to parse and validate is not taken: it has no place between the two.
    @Override
    public CompletableFuture<PreparsedDocumentEntry> getDocumentAsync(
            ExecutionInput input, Function<ExecutionInput, PreparsedDocumentEntry> unused) {
        if (hasTooLongAList(input.getRawVariables().toMap().values())) {
            return CompletableFuture.completedFuture(new PreparsedDocumentEntry(
                    beyond("A list in the variables has more than %d items. Ask in smaller pieces."
                            .formatted(limits.maxListItems()))));
        }
        PreparsedDocumentEntry known = prepared.getIfPresent(input.getQuery());
        return CompletableFuture.completedFuture(known != null ? known : prepare(input));
    }

    /// Looked for before the engine makes the schema's values of them.
    private boolean hasTooLongAList(Collection<?> values) {
        return values.stream().anyMatch(value -> switch (value) {
            case Map<?, ?> object -> hasTooLongAList(object.values());
            case Collection<?> items -> items.size() > limits.maxListItems() || hasTooLongAList(items);
            case null, default -> false;
        });
    }

    private PreparsedDocumentEntry prepare(ExecutionInput input) {
        input.getGraphQLContext().put(ParserOptions.class, parser);
        ParseAndValidateResult parsed = ParseAndValidate.parse(input);
        if (parsed.isFailure()) {
            return refused(parsed.getSyntaxException());
        }
        Document document = parsed.getDocument();
        try {
            DocumentShape.check(document, limits);
        } catch (Fault fault) {
            return new PreparsedDocumentEntry(GuardError.of(fault));
        }
        List<ValidationError> errors = ParseAndValidate.validate(schema, document, input.getLocale());
        if (!errors.isEmpty()) {
            return new PreparsedDocumentEntry(document, errors);
        }
        var entry = new PreparsedDocumentEntry(document);
        if (input.getQuery().length() <= limits.documentCache() / MOST_PARTS) {
            prepared.put(input.getQuery(), entry);
        }
        return entry;
    }

    private PreparsedDocumentEntry refused(InvalidSyntaxException syntax) {
        GraphQLError error = switch (syntax) {
            case ParseCancelledTooDeepException _ ->
                beyond("The document is nested too deeply: at most %d levels of fields.".formatted(limits.maxDepth()));
            case ParseCancelledTooManyCharsException _ ->
                beyond("The document is too long. Give long values as variables.");
            case ParseCancelledException _ ->
                beyond("The document has more than %d tokens. Ask in smaller pieces.".formatted(limits.maxTokens()));
            default -> syntax.toInvalidSyntaxError();
        };
        return new PreparsedDocumentEntry(error);
    }

    private static GraphQLError beyond(String message) {
        return GuardError.of(Fault.Code.VALIDATION_FAILED, message);
    }
}
