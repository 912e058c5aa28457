package dev.baton.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/// What a browser is given. What it makes of it is tested in `frontend-contract/test`, in a browser.
@BatonTest
class DashboardTests {

    private static final Path FILES = Path.of("src/main/resources/dashboard");
    private static final Pattern IMPORT = Pattern.compile("(?:from|import\\(|import) ?'([^']+)'");

    @Autowired
    private Environment environment;

    private Gateway gateway;

    @BeforeEach
    void find() {
        gateway = Gateway.of(environment);
    }

    @Test
    void thePageNeedsNoTokenAndRunsNothingButTheGatewaysOwnFiles() {
        HttpResponse<String> page = gateway.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                        .doesNotContain("unsafe", "http", "*"));
        assertThat(page.body())
                .contains("<script type=\"module\" src=\"/ui/app.js\">")
                .doesNotContain("style=", "http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/ui/app.css", "/graphiql"})
    void whoAsksForTheHeadGetsThatOfThePage(String path) {
        HttpResponse<String> head =
                gateway.send(HttpRequest.newBuilder(gateway.uri(path)).HEAD());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Type"))
                .isEqualTo(gateway.get(path).headers().firstValue("Content-Type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/ui/app.css", "/ui/none.js", "/nothing", "/graphiql", "/ui/%00", "/ui//app.css"})
    void aPolicyHoldsOnWhateverIsAnswered(String path) {
        HttpResponse<String> answer = gateway.get(path);
        assertThat(answer.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    }

    @ParameterizedTest
    @MethodSource("modules")
    void whatAModuleImportsIsThere(String module) throws IOException {
        List<String> imports = IMPORT.matcher(Files.readString(FILES.resolve(module)))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        for (String name : imports) {
            assertThat(name).as("a module is named by its place").startsWith("./");
            HttpResponse<String> found = gateway.get("/ui/" + name.substring(2));
            assertThat(found.statusCode()).as(name).isEqualTo(200);
            assertThat(found.headers().firstValue("Content-Type")).as(name).contains("text/javascript");
        }
    }

    static Stream<String> modules() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".js"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @Test
    void itOffersTheDevelopmentClientsWhereThereAreSome() {
        HttpResponse<String> settings = gateway.get("/ui/settings.json");
        assertThat(settings.body()).isEqualTo("{\"clients\":[\"operator\",\"viewer\",\"admin\"]}");
        assertThat(gateway.tokenAnswer("operator", "operator").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ui/none.js", "/ui/../application.yaml", "/ui/client/..%2fapplication.yaml", "/ui/"})
    void whatIsNoFileOfThePageIsNotThere(String path) {
        assertThat(gateway.get(path).statusCode()).isBetween(400, 404);
    }
}
