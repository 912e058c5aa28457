package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.Fault;
import dev.baton.graph.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds the published lists of problems and errors against the code.
class ContractTests {

    private static final Pattern PROBLEM = Pattern.compile("(?m)^\\| `(\\w+)` \\| `([A-Z_]+)` \\|");
    private static final Pattern ERROR = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| (yes|no) \\|");

    @Test
    void everyProblemIsPublished() throws IOException {
        assertThat(PROBLEM.matcher(contract()).results().map(row -> row.group(1)))
                .containsExactlyElementsOf(Arrays.stream(Problem.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
    }

    @Test
    void aProblemsCodeIsItsPublishedOne() throws IOException {
        List<Problem> some = List.of(new Problem.NotFound("", ""), new Problem.LeaseLost(""), new Problem.Cycle(""));
        assertThat(PROBLEM.matcher(contract()).results().map(row -> row.group(1) + " " + row.group(2)))
                .containsAll(some.stream()
                        .map(problem -> problem.getClass().getSimpleName() + " " + problem.code())
                        .toList());
    }

    @Test
    void everyErrorIsPublishedWithWhetherTryingAgainCanHelp() throws IOException {
        assertThat(ERROR.matcher(contract()).results().map(row -> row.group(1) + " " + row.group(2)))
                .containsExactlyElementsOf(Arrays.stream(Fault.Code.values())
                        .map(code ->
                                code + (Boolean.TRUE.equals(code.extensions().get("retryable")) ? " yes" : " no"))
                        .toList());
    }

    private static String contract() throws IOException {
        return Files.readString(Path.of("frontend-contract/README.md"));
    }
}
