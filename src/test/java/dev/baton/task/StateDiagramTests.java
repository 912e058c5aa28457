package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Keeps `docs/task-states.md` the picture of the table. `./mvnw test -Dtest=StateDiagramTests -Ddocs=write` draws it
/// anew.
class StateDiagramTests {

    private static final Path FILE = Path.of("docs/task-states.md");

    @Test
    void theDiagramShowsTheTable() throws IOException {
        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(FILE, page());
        }
        assertThat(Files.readString(FILE))
                .as("run ./mvnw test -Dtest=StateDiagramTests -Ddocs=write")
                .isEqualTo(page());
    }

    private static String page() {
        String arrows = Arrays.stream(Transition.values())
                .flatMap(row -> row.from().stream()
                        .sorted()
                        .map(from -> "    %s --> %s: %s%s".formatted(from, row.to(), words(row.command()), when(row))))
                .collect(Collectors.joining("\n"));
        String rows = Arrays.stream(Transition.values())
                .map(row -> "| %s | %s%s | %s | `%s` |"
                        .formatted(
                                row.from().stream().sorted().map(Enum::name).collect(Collectors.joining(", ")),
                                words(row.command()),
                                when(row),
                                row.to(),
                                row.event().getSimpleName()))
                .collect(Collectors.joining("\n"));
        return """
            # A task's states

            Drawn from the table in `Transition.java` by `StateDiagramTests`; do not edit by hand.

            ```mermaid
            stateDiagram-v2
                [*] --> WAITING: delegate, a dependency is unfinished
                [*] --> QUEUED: delegate
            %s
            ```

            | from | command | to | event |
            | --- | --- | --- | --- |
            %s
            """.formatted(arrows, rows);
    }

    private static String when(Transition row) {
        return row.when() == Transition.Condition.ALWAYS ? "" : " (" + words(row.when()) + ")";
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
