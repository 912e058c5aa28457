package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.language.AstPrinter;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.OperationDefinition;
import graphql.schema.GraphQLSchema;
import graphql.schema.diff.DiffEvent;
import graphql.schema.diff.SchemaDiff;
import graphql.schema.diff.SchemaDiffSet;
import graphql.schema.diff.reporting.CapturingReporter;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.SchemaPrinter;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import graphql.validation.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Keeps what `frontend-contract/` has of the schema and the operations true, and what was released of them unbroken.
///
/// `./mvnw test -Dtest=FrontendContractTests -Ddocs=write` writes what is generated anew; `-Ddocs=release` also takes
/// what there is now as what is released.
class FrontendContractTests {

    private static final Path CONTRACT = Path.of("frontend-contract");
    private static final Path RELEASED = CONTRACT.resolve("released");
    private static final String WRITE = System.getProperty("docs", "");
    private static final String REACH = "reach_";
    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void thePrintedSchemaIsTheSchema() throws IOException {
        assertFresh(CONTRACT.resolve("schema.graphql"), print(schema()));
    }

    @Test
    void theIdsOfTheOperationsAreThoseOfTheirTexts() throws IOException {
        assertFresh(CONTRACT.resolve("operations.json"), ids());
    }

    @Test
    void theClientHasTheOperations() throws IOException {
        GraphQLSchema schema = schema();
        List<ContractOperation> operations = ContractOperation.all();
        assertFresh(
                CONTRACT.resolve("client/operations.js"),
                "// Written by FrontendContractTests from ../operations; do not edit by hand.\n\n"
                        + operations.stream()
                                .map(operation -> operation.script(schema))
                                .collect(Collectors.joining("\n")));
        assertFresh(
                CONTRACT.resolve("client/operations.d.ts"),
                "// Written by FrontendContractTests from ../operations; do not edit by hand.\n"
                        + "import type { Operation } from './baton.js';\nimport type * as types from './types.js';\n\n"
                        + operations.stream()
                                .map(ContractOperation::declaration)
                                .collect(Collectors.joining()));
    }

    @ParameterizedTest
    @MethodSource("dev.baton.ContractOperation#all")
    void anOperationIsAloneInItsFileAndFitsTheSchema(ContractOperation operation) throws IOException {
        assertThat(operation.document().getDefinitionsOfType(OperationDefinition.class))
                .extracting(OperationDefinition::getName)
                .containsExactly(operation.name());
        assertThat(new Validator().validateDocument(schema(), operation.document(), Locale.ENGLISH))
                .isEmpty();
    }

    @Test
    void whatWasReleasedIsUnbrokenOrTheChangelogSaysSo() throws IOException {
        if (WRITE.equals("release")) {
            Files.createDirectories(RELEASED);
            Files.writeString(RELEASED.resolve("schema.graphql"), print(schema()));
            Files.writeString(RELEASED.resolve("operations.json"), ids());
        }
        var broken = new ArrayList<>(breaks(Files.readString(RELEASED.resolve("schema.graphql")), print(schema())));
        Map<String, String> now = JSON.readValue(ids(), new TypeReference<>() {});
        Map<String, String> released =
                JSON.readValue(Files.readString(RELEASED.resolve("operations.json")), new TypeReference<>() {});
        released.forEach((name, id) -> {
            if (!id.equals(now.get(name))) {
                broken.add(name);
            }
        });
        assertThat(broken)
                .as("write each, in backquotes, into what breaks in frontend-contract/CHANGELOG.md, or leave it whole")
                .allMatch(recorded()::contains);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "type Query { a: Int b: Int }, type Query { a: Int }, Query.b",
                "type Query { a: Int! }, type Query { a: Int }, Query.a",
                "type Query { a(b: Int): Int }, type Query { a(b: Int!): Int }, Query.a",
                "type Query { a(b: Int = 1): Int }, type Query { a(b: Int): Int }, Query.a",
                "type Query { a(b: Int = 1): Int }, type Query { a(b: Int = 2): Int }, Query.a",
                "type Query { a(b: I): Int } input I { c: Int = 1 }, type Query { a(b: I): Int } input I { c: Int },"
                        + " I.c",
                "type Query { a: E } enum E { X Y }, type Query { a: E } enum E { X }, E",
                "type Query { a: T } type T { b: Int }, type Query { a: Int }, Query.a",
                "type Query { a(b: Int): Int }, type Query { a: Int }, Query.a",
                "type Query { a(b: I): Int } input I { c: Int }, type Query { a(b: I): Int } input I { c: Int d: Int!"
                        + " }, I.d",
                "type Query { a(b: I): Int } input I { c: Int d: Int }, type Query { a(b: I): Int } input I { c: Int"
                        + " }, I.d",
                "type Query { a: N } interface N { b: Int } type T implements N { b: Int }, type Query { a: N }"
                        + " interface N { b: Int } type T { b: Int }, T",
                "type Query { a: N } interface N { b: Int } type T implements N { b: Int c: Int }, type Query { a: N }"
                        + " interface N { b: Int } type T implements N { b: Int }, T.c",
                "type Query { a: N } interface N { b: Int } type T implements N { b: Int }, type Query { a: N }"
                        + " interface N { b: Int }, T",
                "type Query { a: U } union U = T | S type T { b: Int } type S { b: Int }, type Query { a: U } union U"
                        + " = T type T { b: Int }, U",
                "type Query { a: Int } type Subscription { a: Int! }, type Query { a: Int } type Subscription { a: Int"
                        + " }, Subscription.a",
            })
    void aBreakIsNoticed(String before, String after, String where) {
        assertThat(breaks(before, after)).contains(where);
    }

    @Test
    void whatIsAddedBreaksNothing() {
        assertThat(breaks("type Query { a: Int }", "type Query { a(b: Int = 1): Int! c: T } type T { d: Int }"))
                .isEmpty();
    }

    /// The types and fields that clients of the old schema would miss, each as `Type` or `Type.field`.
    private static List<String> breaks(String before, String after) {
        var reporter = new CapturingReporter();
        new SchemaDiff()
                .diffSchema(SchemaDiffSet.diffSetFromSdl(everyTypeInReach(before), everyTypeInReach(after)), reporter);
        Map<String, Set<String>> defaults = defaults(after);
        Stream<String> changedDefaults = defaults(before).entrySet().stream()
                .filter(was -> !defaults.getOrDefault(was.getKey(), Set.of()).containsAll(was.getValue()))
                .map(Map.Entry::getKey);
        return Stream.concat(reporter.getBreakages().stream().map(FrontendContractTests::place), changedDefaults)
                .distinct()
                .sorted()
                .toList();
    }

    /// The comparison goes from field to field, and does not come to what is behind an interface by itself:
    /// without these fields no event and no problem would be compared.
    private static GraphQLSchema everyTypeInReach(String sdl) {
        TypeDefinitionRegistry types = new SchemaParser().parse(sdl);
        String fields = types.getTypes(ObjectTypeDefinition.class).stream()
                .map(type -> "%s%s: %s".formatted(REACH, type.getName(), type.getName()))
                .collect(Collectors.joining(" ", "extend type Query { ", " }"));
        return UnExecutableSchemaGenerator.makeUnExecutableSchema(types.merge(new SchemaParser().parse(fields)));
    }

    /// By the place of a field: what its arguments are, or it is itself, where an operation leaves them out. The
    /// comparison does not look at that.
    private static Map<String, Set<String>> defaults(String sdl) {
        var found = new TreeMap<String, Set<String>>();
        TypeDefinitionRegistry types = new SchemaParser().parse(sdl);
        types.getTypes(ObjectTypeDefinition.class)
                .forEach(type -> type.getFieldDefinitions()
                        .forEach(field -> found.put(
                                type.getName() + "." + field.getName(), defaults(field.getInputValueDefinitions()))));
        types.getTypes(InputObjectTypeDefinition.class)
                .forEach(type -> type.getInputValueDefinitions()
                        .forEach(value -> found.put(type.getName() + "." + value.getName(), defaults(List.of(value)))));
        return found;
    }

    private static Set<String> defaults(List<InputValueDefinition> values) {
        return values.stream()
                .filter(value -> value.getDefaultValue() != null)
                .map(value -> value.getName() + " = " + AstPrinter.printAst(value.getDefaultValue()))
                .collect(Collectors.toSet());
    }

    private static String place(DiffEvent event) {
        String field = event.getFieldName();
        if (field == null) {
            return event.getTypeName();
        }
        return field.startsWith(REACH) ? field.substring(REACH.length()) : event.getTypeName() + "." + field;
    }

    /// The words in backquotes of the changelog's part about what breaks after the last release.
    private static List<String> recorded() throws IOException {
        String unreleased = Files.readString(CONTRACT.resolve("CHANGELOG.md")).split("(?m)^## ", -1)[1];
        String[] breaking = unreleased.split("### Breaking", 2);
        return breaking.length < 2
                ? List.of()
                : Stream.of(breaking[1].split("### ", 2)[0].split("`", -1)).toList();
    }

    private static GraphQLSchema schema() throws IOException {
        var all = new TypeDefinitionRegistry();
        try (Stream<Path> files = Files.list(Path.of("schema"))) {
            for (Path file : files.sorted().toList()) {
                all.merge(new SchemaParser().parse(file.toFile()));
            }
        }
        return UnExecutableSchemaGenerator.makeUnExecutableSchema(all);
    }

    private static String print(GraphQLSchema schema) {
        return new SchemaPrinter(SchemaPrinter.Options.defaultOptions()
                        .includeDirectiveDefinition(List.of("allow", "cost", "listSize")::contains))
                .print(schema);
    }

    private static String ids() throws IOException {
        var ids = new TreeMap<String, String>();
        ContractOperation.all().forEach(operation -> ids.put(operation.name(), operation.id()));
        return ids.entrySet().stream()
                .map(entry -> "  \"%s\": \"%s\"".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }

    private static void assertFresh(Path file, String content) throws IOException {
        if (!WRITE.isEmpty()) {
            Files.writeString(file, content);
        }
        assertThat(file)
                .as("run ./mvnw test -Dtest=FrontendContractTests -Ddocs=write")
                .hasContent(content);
    }
}
