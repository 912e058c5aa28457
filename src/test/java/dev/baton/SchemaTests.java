package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import graphql.language.AbstractDescribedNode;
import graphql.language.Document;
import graphql.language.NamedNode;
import graphql.language.Node;
import graphql.language.ObjectTypeExtensionDefinition;
import graphql.parser.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.graphql.execution.SchemaReport;

@BatonTest
@Import(SchemaTests.Inspection.class)
class SchemaTests {

    @Autowired
    private AtomicReference<SchemaReport> report;

    @TestConfiguration(proxyBeanMethods = false)
    static class Inspection {

        @Bean
        AtomicReference<SchemaReport> report() {
            return new AtomicReference<>();
        }

        @Bean
        GraphQlSourceBuilderCustomizer keepReport(AtomicReference<SchemaReport> report) {
            return builder -> builder.inspectSchemaMappings(report::set);
        }
    }

    @Test
    void everyFieldAndArgumentHasItsJavaAndTheOtherWayRound() {
        SchemaReport found = report.get();
        assertThat(found.unmappedFields()).isEmpty();
        assertThat(found.unmappedRegistrations()).isEmpty();
        assertThat(found.unmappedArguments()).isEmpty();
        assertThat(found.fieldNullnessErrors()).isEmpty();
        assertThat(found.argumentNullnessErrors()).isEmpty();
    }

    @Test
    void everyElementIsDescribed() throws IOException {
        assertThat(undescribed(schema())).isEmpty();
    }

    @Test
    void anElementWithoutDescriptionIsNoticed() {
        String schema = "\"Described.\" type A { f(a: Int): Int } enum E { \"Described.\" X Y } input I { i: Int }";
        assertThat(undescribed(Parser.parse(schema))).containsExactlyInAnyOrder("f", "a", "E", "Y", "I", "i");
    }

    private static Document schema() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("schema"))) {
            var all = new StringBuilder();
            for (Path file : files.sorted().toList()) {
                all.append(Files.readString(file)).append('\n');
            }
            return Parser.parse(all.toString());
        }
    }

    private static List<String> undescribed(Node<?> node) {
        var names = new ArrayList<String>();
        boolean countsHere = !(node instanceof ObjectTypeExtensionDefinition);
        if (countsHere
                && node instanceof AbstractDescribedNode<?> described
                && described.getDescription() == null
                && node instanceof NamedNode<?> named) {
            names.add(named.getName());
        }
        node.getChildren().forEach(child -> names.addAll(undescribed(child)));
        return names;
    }
}
