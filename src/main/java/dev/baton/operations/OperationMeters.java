package dev.baton.operations;

import dev.baton.access.Caller;
import dev.baton.access.Role;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
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

/// What operations cost, and why they are refused, by the client who asks and by its highest role. Outside of what
/// gives errors their codes.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
class OperationMeters implements WebGraphQlInterceptor {

    private final ClientNames clients = new ClientNames();
    private final MeterRegistry meters;

    OperationMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return chain.next(request).doOnNext(this::count);
    }

    private void count(WebGraphQlResponse response) {
        Caller caller = response.getExecutionInput().getGraphQLContext().get(Caller.class);
        var who = Tags.of("client", clients.of(caller), "role", role(caller));
        if (response.getExtensions().get("cost") instanceof Map<?, ?> cost
                && cost.get("actualQueryCost") instanceof Number points) {
            DistributionSummary.builder("baton.operation.points")
                    .description("What operations that ran cost, in points")
                    .tags(who)
                    .register(meters)
                    .record(points.doubleValue());
        }
        response.getErrors().stream()
                .map(error -> error.getExtensions() == null
                        ? null
                        : error.getExtensions().get("code"))
                .map(String::valueOf)
                .distinct()
                .forEach(code -> meters.counter("baton.operation.errors", who.and("code", code))
                        .increment());
    }

    private static String role(@Nullable Caller caller) {
        return caller == null
                ? "none"
                : Stream.of(Role.AGENT, Role.ADMIN, Role.OPERATOR, Role.VIEWER)
                        .filter(caller.roles()::contains)
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .findFirst()
                        .orElse("none");
    }
}
