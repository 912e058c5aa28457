package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.language.ArrayValue;
import graphql.language.Directive;
import graphql.language.EnumValue;
import graphql.language.FieldDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.Value;
import graphql.parser.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Keeps `docs/roles.md` the picture of the schema. `./mvnw test -Dtest=RoleTableTests -Ddocs=write` writes it anew.
class RoleTableTests {

    private static final Path FILE = Path.of("docs/roles.md");
    private static final List<String> ROOTS = List.of("Query", "Mutation", "Subscription");

    private record Rule(String type, String field, Set<Role> roles) {

        String row() {
            String cells = Arrays.stream(Role.values())
                    .map(role -> role.implied().stream().anyMatch(roles::contains) ? "yes" : "")
                    .collect(Collectors.joining(" | "));
            return "| `%s` | %s |".formatted(ROOTS.contains(type) ? field : type + "." + field, cells);
        }
    }

    @Test
    void theTableShowsTheSchema() throws IOException {
        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(FILE, page());
        }
        assertThat(Files.readString(FILE))
                .as("run ./mvnw test -Dtest=RoleTableTests -Ddocs=write")
                .isEqualTo(page());
    }

    @Test
    void everyRootFieldSaysWhoMaySelectIt() throws IOException {
        assertThat(rules())
                .filteredOn(rule -> ROOTS.contains(rule.type()))
                .hasSizeGreaterThan(30)
                .allSatisfy(rule -> assertThat(rule.roles()).as(rule.field()).isNotEmpty());
    }

    private static String page() throws IOException {
        List<Rule> rules = rules();
        return """
            # Who may do what

            Written from the `@allow` directives of the schema by `RoleTableTests`; do not edit by hand. What a role may not
            select answers `FORBIDDEN`. Beyond this table an agent acts as itself alone: on the tasks that it holds or
            may claim, and as a manager into its own subtree.

            ## Queries

            %s

            ## Mutations

            %s

            ## Subscriptions

            %s

            ## Fields of objects

            Anything else that an object has is for whoever may select the object.

            %s
            """.formatted(
                        table(rules, "Query"::equals),
                        table(rules, "Mutation"::equals),
                        table(rules, "Subscription"::equals),
                        table(rules, type -> !ROOTS.contains(type)));
    }

    private static String table(List<Rule> rules, Predicate<String> types) {
        String roles = Arrays.stream(Role.values()).map(Role::name).collect(Collectors.joining(" | "));
        String head = "| field | %s |\n| --- |%s\n".formatted(roles, " --- |".repeat(Role.values().length));
        return head
                + rules.stream()
                        .filter(rule -> types.test(rule.type()))
                        .map(Rule::row)
                        .collect(Collectors.joining("\n"));
    }

    /// All root fields, and the other fields that have a rule.
    private static List<Rule> rules() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("schema"))) {
            var sdl = new StringBuilder();
            for (Path file : files.sorted().toList()) {
                sdl.append(Files.readString(file)).append('\n');
            }
            return Parser.parse(sdl.toString()).getDefinitionsOfType(ObjectTypeDefinition.class).stream()
                    .flatMap(type -> type.getFieldDefinitions().stream().map(field -> rule(type.getName(), field)))
                    .filter(rule -> ROOTS.contains(rule.type()) || !rule.roles().isEmpty())
                    .toList();
        }
    }

    private static Rule rule(String type, FieldDefinition field) {
        Set<Role> roles = field.getDirectives(AllowDirective.NAME).stream()
                .map(RoleTableTests::names)
                .flatMap(List::stream)
                .map(name -> Role.valueOf(((EnumValue) name).getName()))
                .collect(Collectors.toSet());
        return new Rule(type, field.getName(), roles);
    }

    @SuppressWarnings("rawtypes") // As the parser has it.
    private static List<Value> names(Directive directive) {
        return ((ArrayValue) directive.getArgument(AllowDirective.ROLES).getValue()).getValues();
    }
}
