package dev.baton.guard;

import dev.baton.access.Caller;
import dev.baton.graph.InputCheck;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import graphql.GraphQLContext;
import graphql.schema.DataFetchingEnvironment;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

/// Resolves `schema/guard.graphqls`.
@Controller
class RateLimitController {

    /// So that what an administrator mistypes does not overflow.
    private static final long MOST_POINTS = 1_000_000_000_000L;

    private final ClientPlans plans;
    private final Clock clock;

    RateLimitController(ClientPlans plans, Clock clock) {
        this.plans = plans;
        this.clock = clock;
    }

    /// What the caller has left, the bound of the operation that asks already taken off.
    record RateLimitStatus(
            long cost,
            long limit,
            long remaining,
            long used,
            long restoreRate,
            OffsetDateTime resetAt,
            long maxOperationCost) {}

    record ClientPlan(String subject, long capacity, long refillPerSecond, long maxOperationCost) {}

    @QueryMapping
    RateLimitStatus rateLimit(DataFetchingEnvironment environment) {
        return status(environment.getGraphQlContext());
    }

    @SchemaMapping(typeName = "Viewer", field = "rateLimit")
    RateLimitStatus rateLimitOfViewer(DataFetchingEnvironment environment) {
        return status(environment.getGraphQlContext());
    }

    @MutationMapping
    Mono<SetClientPlanPayload> setClientPlan(
            @Argument SetClientPlanInput input, @AuthenticationPrincipal Caller administrator) {
        return Mono.fromCallable(input::checked)
                .flatMap(_ -> input.plan() == null
                        ? plans.clear(administrator, input.subject())
                        : plans.set(administrator, input.subject(), input.plan().toPlan()))
                .thenReturn(SetClientPlanPayload.of(input))
                .onErrorResume(Refusal.class, refusal -> Mono.just(SetClientPlanPayload.of(refusal)));
    }

    record SetClientPlanInput(String subject, @Nullable PlanInput plan) {

        SetClientPlanInput checked() {
            var check = new InputCheck().length("subject", subject, 1, 200);
            if (plan != null) {
                check.range("plan.capacity", plan.capacity(), 1, MOST_POINTS)
                        .range("plan.refillPerSecond", plan.refillPerSecond(), 1, Plan.FASTEST_REFILL)
                        .range("plan.maxOperationCost", plan.maxOperationCost(), 1, MOST_POINTS);
            }
            check.refuse();
            return this;
        }
    }

    record PlanInput(long capacity, long refillPerSecond, long maxOperationCost) {

        Plan toPlan() {
            return new Plan(capacity, refillPerSecond, maxOperationCost);
        }
    }

    record SetClientPlanPayload(@Nullable ClientPlan clientPlan, List<Problem> problems) {

        static SetClientPlanPayload of(SetClientPlanInput input) {
            PlanInput plan = input.plan();
            return new SetClientPlanPayload(
                    plan == null
                            ? null
                            : new ClientPlan(
                                    input.subject(), plan.capacity(), plan.refillPerSecond(), plan.maxOperationCost()),
                    List.of());
        }

        static SetClientPlanPayload of(Refusal refusal) {
            return new SetClientPlanPayload(null, refusal.problems());
        }
    }

    private RateLimitStatus status(GraphQLContext context) {
        Receipt receipt = Receipt.of(context);
        Payment.Level client =
                Objects.requireNonNull(receipt.payment(), "Nothing runs unpaid").client();
        Plan plan = client.plan();
        long remaining = client.charge().available();
        return new RateLimitStatus(
                receipt.bound() == null ? Toll.MINIMUM : receipt.bound().points(),
                plan.capacity(),
                remaining,
                plan.capacity() - remaining,
                plan.refillPerSecond(),
                clock.instant().atOffset(ZoneOffset.UTC).plusSeconds(client.secondsToFull()),
                plan.limit());
    }
}
