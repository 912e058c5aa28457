package dev.baton.guard;

import dev.baton.access.Caller;
import dev.baton.graph.RequestBody;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.util.RawValue;

/// Tells in every answer what the operation cost and what the buckets hold: in `extensions.cost`, and over HTTP in the
/// header fields `RateLimit`, `RateLimit-Policy` and `Retry-After`.
///
/// What was refused before it had a price costs the [Toll], so that refusing is not free work either. Who has not even
/// that left, as far as this node knows, is sent away before its document is parsed.
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class CostReport implements WebGraphQlInterceptor {

    private static final int COSTLIEST = 5;

    private final Budgets budgets;

    CostReport(Budgets budgets) {
        this.budgets = budgets;
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        DryRun.noteIn(request);
        return Caller.current()
                .flatMap(budgets::account)
                .flatMap(account -> answered(account, request, chain))
                .flatMap(this::settled);
    }

    private Mono<WebGraphQlResponse> answered(Account account, WebGraphQlRequest request, Chain chain) {
        Map<Object, Object> receipt = Receipt.place();
        request.configureExecutionInput((_, input) -> input.graphQLContext(Map.of(Account.class, account))
                .graphQLContext(receipt)
                .build());
        ExecutionInput input = request.toExecutionInput();
        long toll = toll(account, input);
        return isText(request) && budgets.isSpent(account, toll)
                ? budgets.pay(account, toll)
                        .flatMap(payment -> payment.granted()
                                ? Mono.defer(() -> paidLater(account, toll, request, chain))
                                : Mono.just(sentAway(input, payment, toll)))
                : chain.next(request);
    }

    /// One that is named by its id costs one look-up; and until its text is found, nobody can say whether it is a
    /// mutation, to put its refusal on record.
    private static boolean isText(WebGraphQlRequest request) {
        return !request.getExtensions().containsKey(RequestBody.DOCUMENT_ID);
    }

    /// Points have come meanwhile. The toll is part of what the operation pays itself.
    private Mono<WebGraphQlResponse> paidLater(Account account, long toll, WebGraphQlRequest request, Chain chain) {
        budgets.giveBack(account, toll);
        return chain.next(request);
    }

    /// Whose plan is too small for it pays all that the plan allows.
    private static long toll(Account account, ExecutionInput input) {
        return Math.min(Toll.of(input), account.plan().limit());
    }

    private static WebGraphQlResponse sentAway(ExecutionInput input, Payment payment, long toll) {
        new Receipt(null, null, payment).leaveIn(input.getGraphQLContext());
        return emptied(input, payment, toll);
    }

    private Mono<WebGraphQlResponse> settled(WebGraphQlResponse response) {
        ExecutionInput input = response.getExecutionInput();
        Receipt receipt = Receipt.of(input.getGraphQLContext());
        Account account = Account.of(input.getGraphQLContext());
        if (receipt.payment() != null) {
            return Mono.just(reported(paying(response, receipt, account), receipt, receipt.payment()));
        }
        long toll = toll(account, input);
        return budgets.pay(account, toll)
                .map(payment ->
                        reported(payment.granted() ? response : emptied(input, payment, toll), receipt, payment));
    }

    private static WebGraphQlResponse emptied(ExecutionInput input, Payment payment, long toll) {
        ExecutionResult refused = ExecutionResult.newExecutionResult()
                .addError(GuardError.emptyBucket(payment, toll))
                .build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(input, refused));
    }

    /// The same, where it is a stream with each of its events paid for when it is delivered.
    private WebGraphQlResponse paying(WebGraphQlResponse response, Receipt receipt, Account account) {
        if (!(response.getData() instanceof Publisher<?> events) || receipt.bound() == null) {
            return response;
        }
        long price = receipt.bound().pointsOfEvent();
        Map<Object, Object> told = Map.of("cost", costOfEvent(price));
        Flux<?> paid = Flux.using(
                () -> new Purse(budgets, account, price),
                purse -> Flux.from(events)
                        .cast(ExecutionResult.class)
                        // What ends the stream waits for the events before it, but for what an event itself ends.
                        .concatMapDelayError(
                                event -> purse.pay().thenReturn(event).materialize(), true, 0)
                        .<ExecutionResult>dematerialize()
                        .map(event -> event.transform(result -> result.extensions(told))),
                Purse::close);
        return response.transform(result -> result.data(paid));
    }

    /// The same for all events of a stream, and for all streams with the same selection: what is left in the
    /// buckets is each client's own, and changes with every event. Encoded once, for it is sent with each of many
    /// small events.
    private static RawValue costOfEvent(long price) {
        return new RawValue("{\"requestedQueryCost\":%1$d,\"actualQueryCost\":%1$d}".formatted(price));
    }

    private static WebGraphQlResponse reported(WebGraphQlResponse response, Receipt receipt, Payment payment) {
        headers(response.getResponseHeaders(), payment);
        var extensions = new LinkedHashMap<Object, Object>(response.getExtensions());
        boolean isDryRun = DryRun.isAskedIn(response.getExecutionInput().getGraphQLContext());
        extensions.put("cost", isDryRun ? price(receipt, payment) : cost(receipt, payment));
        return response.transform(result -> result.extensions(extensions));
    }

    /// Points are no unit that the draft knows, so they come as a parameter of our own.
    private static void headers(HttpHeaders headers, Payment payment) {
        headers.set(
                "RateLimit-Policy",
                each(
                        payment,
                        level -> "\"%s\";q=%d;w=%d;baton-unit=\"points\""
                                .formatted(
                                        level.policy(),
                                        level.plan().capacity(),
                                        level.plan().windowSeconds())));
        headers.set(
                "RateLimit",
                each(
                        payment,
                        level -> "\"%s\";r=%d;t=%d"
                                .formatted(level.policy(), level.charge().available(), level.secondsToFull())));
        if (!payment.granted()) {
            headers.set(
                    HttpHeaders.RETRY_AFTER,
                    String.valueOf(payment.decisive().charge().waitSeconds()));
        }
    }

    private static String each(Payment payment, Function<Payment.Level, String> item) {
        return payment.levels().stream().map(item).collect(Collectors.joining(", "));
    }

    /// The form that Shopify made familiar.
    private static Map<String, @Nullable Object> cost(Receipt receipt, Payment payment) {
        Payment.Level client = payment.client();
        var cost = new LinkedHashMap<String, @Nullable Object>();
        cost.put(
                "requestedQueryCost",
                receipt.bound() == null ? null : receipt.bound().points());
        cost.put("actualQueryCost", receipt.actual());
        cost.put(
                "throttleStatus",
                Map.of(
                        "maximumAvailable", client.plan().capacity(),
                        "currentlyAvailable", client.charge().available(),
                        "restoreRate", client.plan().refillPerSecond()));
        return cost;
    }

    /// What a program needs to ask for less.
    private static Map<String, @Nullable Object> price(Receipt receipt, Payment payment) {
        Map<String, @Nullable Object> price = cost(receipt, payment);
        if (receipt.bound() != null) {
            price.put("limit", payment.client().plan().limit());
            price.put("costliest", receipt.bound().costliest(COSTLIEST));
        }
        return price;
    }
}
