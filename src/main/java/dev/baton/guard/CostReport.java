package dev.baton.guard;

import dev.baton.access.Caller;
import graphql.GraphQLContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/// Tells in every answer what the operation cost and what the bucket holds: in `extensions.cost`, and over HTTP in the
/// header fields `RateLimit`, `RateLimit-Policy` and `Retry-After`.
///
/// What was refused before it had a price costs [QueryCost#MINIMUM], so that refusing is not free work either.
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class CostReport implements WebGraphQlInterceptor {

    private static final String POLICY = "\"client\"";

    private final RateLimit rateLimit;
    private final Plan plan;

    CostReport(RateLimit rateLimit) {
        this.rateLimit = rateLimit;
        this.plan = rateLimit.plan();
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return chain.next(request).flatMap(this::settled);
    }

    private Mono<WebGraphQlResponse> settled(WebGraphQlResponse response) {
        GraphQLContext context = response.getExecutionInput().getGraphQLContext();
        Receipt receipt = Receipt.of(context);
        if (receipt.charge() != null) {
            return Mono.just(reported(response, receipt, receipt.charge()));
        }
        Caller caller = Objects.requireNonNull(context.get(Caller.class), "Nobody signed in");
        return rateLimit
                .charge(caller, QueryCost.MINIMUM)
                .map(charge -> reported(charge.granted() ? response : emptied(response, charge), receipt, charge));
    }

    private static WebGraphQlResponse emptied(WebGraphQlResponse response, Charge charge) {
        return response.transform(result -> result.errors(List.of(GuardError.emptyBucket(charge, QueryCost.MINIMUM))));
    }

    private WebGraphQlResponse reported(WebGraphQlResponse response, Receipt receipt, Charge charge) {
        headers(response.getResponseHeaders(), charge);
        var extensions = new LinkedHashMap<Object, Object>(response.getExtensions());
        extensions.put("cost", cost(receipt, charge));
        return response.transform(result -> result.extensions(extensions));
    }

    /// Points are no unit that the draft knows, so they come as a parameter of our own.
    private void headers(HttpHeaders headers, Charge charge) {
        headers.set(
                "RateLimit-Policy",
                "%s;q=%d;w=%d;baton-unit=\"points\"".formatted(POLICY, plan.capacity(), plan.windowSeconds()));
        headers.set(
                "RateLimit",
                "%s;r=%d;t=%d"
                        .formatted(POLICY, charge.available(), plan.secondsFor(plan.capacity() - charge.available())));
        if (!charge.granted()) {
            headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(charge.waitSeconds()));
        }
    }

    /// The form that Shopify made familiar. Nothing is given back yet: what ran costs its bound.
    private Map<String, @Nullable Object> cost(Receipt receipt, Charge charge) {
        var cost = new LinkedHashMap<String, @Nullable Object>();
        cost.put("requestedQueryCost", receipt.requested());
        cost.put("actualQueryCost", receipt.ran() ? receipt.requested() : null);
        cost.put(
                "throttleStatus",
                Map.of(
                        "maximumAvailable", plan.capacity(),
                        "currentlyAvailable", charge.available(),
                        "restoreRate", plan.refillPerSecond()));
        return cost;
    }
}
