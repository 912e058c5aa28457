package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.access.Caller;
import dev.baton.access.Role;
import dev.baton.graph.Fault;
import dev.baton.graph.TypeId;
import dev.baton.graph.WorkspaceId;
import io.github.bucket4j.TimeMeter;
import io.r2dbc.spi.ConnectionFactories;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/// Who is asked for points, and in which order, while neither Redis nor PostgreSQL is there.
class BudgetsTests {

    private static final Plan TEN = new Plan(10, 1, 10);
    private static final Caller ANN = new Caller("ann", Set.of(Role.VIEWER), new WorkspaceId(TypeId.next()), null);
    private static final Account ACCOUNT = new Account(ANN, TEN, new Plan(100, 1, 10));

    private final List<String> asked = new ArrayList<>();
    private final Budgets budgets =
            new Budgets(Prices.LIMITS, plansOfNobody(), new RateLimit(nowhere(), TimeMeter.SYSTEM_MILLISECONDS) {
                @Override
                Mono<Charge> charge(Plan plan, String name, long points) {
                    asked.add(name);
                    return super.charge(plan, name, points);
                }
            });

    @Test
    void anEmptyClientTakesNothingFromItsWorkspace() {
        assertThat(budgets.pay(ACCOUNT, 10).block()).matches(payment -> payment.granted());
        assertThat(asked).containsExactly(ACCOUNT.client(), ACCOUNT.workspace());
        for (int again = 0; again < 3; again++) {
            assertThat(budgets.pay(ACCOUNT, 10).block()).matches(payment -> !payment.granted());
        }
        assertThat(asked).hasSize(5).endsWith(ACCOUNT.client(), ACCOUNT.client(), ACCOUNT.client());
    }

    @Test
    void aClientWhosePlanNobodyKnowsRunsNothing() {
        assertThatThrownBy(() -> budgets.account(ANN).block())
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(Fault.Code.UNAVAILABLE));
    }

    static ClientPlans plansOfNobody() {
        return new ClientPlans(
                DatabaseClient.create(ConnectionFactories.get("r2dbc:postgresql://nobody:x@127.0.0.1:1/nothing")),
                Clock.systemUTC());
    }

    static SharedBuckets nowhere() {
        return new SharedBuckets(
                () -> {
                    throw new IllegalStateException("There is no Redis");
                },
                TimeMeter.SYSTEM_MILLISECONDS,
                Prices.LIMITS.redisPatience());
    }
}
