package dev.baton.guard;

import dev.baton.access.Caller;
import java.time.Duration;
import java.util.Comparator;
import reactor.core.publisher.Mono;

/// What clients and their workspaces have to spend. An operation pays its bound before it runs, from both buckets or
/// from none, and gets back what it did not use.
class Budgets {

    private final GuardProperties properties;
    private final ClientPlans plans;
    private final RateLimit rateLimit;

    Budgets(GuardProperties properties, ClientPlans plans, RateLimit rateLimit) {
        this.properties = properties;
        this.plans = plans;
        this.rateLimit = rateLimit;
    }

    /// By the plan that an administrator gave the client, else by the best of its roles.
    Mono<Account> account(Caller caller) {
        return plans.of(caller)
                .map(own -> own.orElseGet(() -> byRole(caller)))
                .map(plan -> new Account(caller, plan, properties.workspacePlan()));
    }

    /// Whether the points are not there, as far as this node knows by itself.
    boolean isSpent(Account account, long points) {
        return properties.budgets()
                && (rateLimit.isSpent(account.plan(), account.client(), points)
                        || rateLimit.isSpent(account.workspacePlan(), account.workspace(), points));
    }

    Mono<Payment> pay(Account account, long points) {
        return properties.budgets() ? take(account, points) : Mono.just(unpaid(account));
    }

    /// One after the other where the client's bucket may be empty, for then, however often it asks, it must not
    /// take from the workspace's for a moment what others could have had. Otherwise both at a time, which takes
    /// half as long.
    private Mono<Payment> take(Account account, long points) {
        Mono<Payment.Level> client = level("client", account.plan(), account.client(), points);
        Mono<Payment.Level> workspace = level("workspace", account.workspacePlan(), account.workspace(), points);
        Mono<Payment> payment = rateLimit.isAmple(account.plan(), account.client(), points)
                ? Mono.zip(client, workspace, Payment::new)
                : client.flatMap(asked -> asked.charge().granted()
                        ? workspace.map(granted -> new Payment(asked, granted))
                        : Mono.just(new Payment(asked, null)));
        return payment.doOnNext(paid -> undoUnlessGranted(paid, points));
    }

    private Mono<Payment.Level> level(String policy, Plan plan, String bucket, long points) {
        return Mono.defer(() -> rateLimit.charge(plan, bucket, points))
                .map(charge -> new Payment.Level(policy, plan, bucket, charge));
    }

    private void undoUnlessGranted(Payment payment, long points) {
        if (!payment.granted()) {
            payment.levels().stream()
                    .filter(level -> level.charge().granted())
                    .forEach(level -> rateLimit.giveBack(level.plan(), level.bucket(), points));
        }
    }

    /// Nobody waits for it: what is asked of a bucket later comes later.
    void giveBack(Account account, long points) {
        if (points > 0 && properties.budgets()) {
            rateLimit.giveBack(account.plan(), account.client(), points);
            rateLimit.giveBack(account.workspacePlan(), account.workspace(), points);
        }
    }

    private static Payment unpaid(Account account) {
        Plan plan = account.plan();
        return new Payment(
                new Payment.Level("client", plan, account.client(), new Charge(true, plan.capacity(), Duration.ZERO)),
                null);
    }

    private Plan byRole(Caller caller) {
        return caller.roles().stream()
                .map(properties::plan)
                .max(Comparator.comparingLong(Plan::capacity).thenComparingLong(Plan::maxOperationCost))
                .orElseGet(properties::plan);
    }
}
