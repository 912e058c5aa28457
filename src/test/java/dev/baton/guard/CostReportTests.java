package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.access.Caller;
import dev.baton.access.Role;
import dev.baton.graph.Fault;
import dev.baton.graph.RequestBody;
import dev.baton.graph.TypeId;
import dev.baton.graph.WorkspaceId;
import graphql.ExecutionResult;
import io.github.bucket4j.TimeMeter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.util.LinkedMultiValueMap;
import reactor.core.publisher.Mono;

/// Who is let through to where documents are read, while Redis is not there. Nothing that is read here has a price.
class CostReportTests {

    private static final Caller ANN = new Caller("ann", Set.of(Role.VIEWER), new WorkspaceId(TypeId.next()), null);
    private static final Account ACCOUNT = new Account(ANN, new Plan(10, 1, 10), new Plan(100, 1, 10));
    private static final Map<String, Object> TEXT = Map.of("query", "{ nothing }");
    private static final Map<String, Object> ID =
            Map.of("query", RequestBody.TO_BE_FOUND, "extensions", Map.of(RequestBody.DOCUMENT_ID, "sha256:0"));

    /// Stands still unless a test moves it.
    private final AtomicLong time = new AtomicLong();

    private final List<WebGraphQlRequest> read = new ArrayList<>();
    private Duration aLookTakes = Duration.ZERO;

    private final Budgets budgets = new Budgets(Prices.LIMITS, BudgetsTests.plansOfNobody(), rateLimit()) {
        @Override
        Mono<Account> account(Caller caller) {
            return Mono.just(ACCOUNT);
        }

        @Override
        boolean isSpent(Account account, long points) {
            boolean spent = super.isSpent(account, points);
            time.addAndGet(aLookTakes.toNanos());
            return spent;
        }
    };

    @Test
    void whoHasNothingLeftIsSentAwayBeforeTheDocumentIsRead() {
        assertThat(code(ask(TEXT))).isEqualTo(Fault.Code.VALIDATION_FAILED.name());
        assertThat(read).hasSize(1);
        spendAll();
        assertThat(code(ask(TEXT))).isEqualTo(Fault.Code.RATE_LIMITED.name());
        assertThat(read).hasSize(1);
    }

    @Test
    void whatIsNamedByItsIdIsFoundFirst() {
        spendAll();
        assertThat(code(ask(ID))).isEqualTo(Fault.Code.RATE_LIMITED.name());
        assertThat(read).hasSize(1);
    }

    @Test
    void whoseTollComesAtTheLastMomentPaysItOnce() {
        spendAll();
        aLookTakes = Duration.ofSeconds(1);
        assertThat(code(ask(TEXT))).isEqualTo(Fault.Code.VALIDATION_FAILED.name());
        assertThat(read).hasSize(1);
    }

    private void spendAll() {
        long left = ACCOUNT.plan().capacity() - read.size();
        assertThat(budgets.pay(ACCOUNT, left).block()).matches(payment -> payment.granted());
    }

    private WebGraphQlResponse ask(Map<String, Object> body) {
        var request = new WebGraphQlRequest(
                URI.create("/graphql"),
                new HttpHeaders(),
                new LinkedMultiValueMap<>(),
                InetSocketAddress.createUnresolved("localhost", 0),
                Map.of(),
                body,
                "request",
                Locale.ENGLISH);
        return new CostReport(budgets)
                .intercept(request, this::refused)
                .contextWrite(
                        ReactiveSecurityContextHolder.withAuthentication(new TestingAuthenticationToken(ANN, null)))
                .blockOptional()
                .orElseThrow();
    }

    private Mono<WebGraphQlResponse> refused(WebGraphQlRequest request) {
        read.add(request);
        ExecutionResult result = ExecutionResult.newExecutionResult()
                .addError(GuardError.of(Fault.Code.VALIDATION_FAILED, "Nothing like it."))
                .build();
        return Mono.just(
                new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result)));
    }

    private static String code(WebGraphQlResponse response) {
        return String.valueOf(response.getErrors().getFirst().getExtensions().get("code"));
    }

    private RateLimit rateLimit() {
        var meter = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return time.get();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
        return new RateLimit(BudgetsTests.nowhere(), meter);
    }
}
