package dev.baton.operations;

import dev.baton.access.Caller;
import dev.baton.access.Role;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// What operations cost, and why they are refused, by what kind of client asks: its highest role. Never by the client
/// or its workspace, of which there are any number. Outside of what gives errors their codes.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
class OperationMeters implements WebGraphQlInterceptor {

    private final MeterRegistry meters;

    OperationMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return chain.next(request).doOnNext(this::count);
    }

    private void count(WebGraphQlResponse response) {
        String client = client(response.getExecutionInput().getGraphQLContext().get(Caller.class));
        if (response.getExtensions().get("cost") instanceof Map<?, ?> cost
                && cost.get("actualQueryCost") instanceof Number points) {
            DistributionSummary.builder("baton.operation.points")
                    .description("What operations that ran cost, in points")
                    .tag("client", client)
                    .register(meters)
                    .record(points.doubleValue());
        }
        response.getErrors().stream()
                .map(error -> error.getExtensions() == null
                        ? null
                        : error.getExtensions().get("code"))
                .map(String::valueOf)
                .distinct()
                .forEach(code -> meters.counter("baton.operation.errors", "client", client, "code", code)
                        .increment());
    }

    private static String client(@Nullable Caller caller) {
        return caller == null
                ? "none"
                : Stream.of(Role.AGENT, Role.ADMIN, Role.OPERATOR, Role.VIEWER)
                        .filter(caller.roles()::contains)
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .findFirst()
                        .orElse("none");
    }
}
