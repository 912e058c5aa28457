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

    Mono<Payment> pay(Account account, long points) {
        return properties.budgets() ? take(account, points) : Mono.just(unpaid(account));
    }

    /// One after the other, though at the same time would take half as long: a client with an empty bucket,
    /// however often it asks, must not take from the workspace's for a moment what others could have had then.
    private Mono<Payment> take(Account account, long points) {
        return level("client", account.plan(), account.client(), points)
                .flatMap(client -> client.charge().granted()
                        ? level("workspace", account.workspacePlan(), account.workspace(), points)
                                .map(workspace -> new Payment(client, workspace))
                        : Mono.just(new Payment(client, null)))
                .doOnNext(payment -> undoUnlessGranted(payment, points));
    }

    private Mono<Payment.Level> level(String policy, Plan plan, String bucket, long points) {
        return rateLimit.charge(plan, bucket, points).map(charge -> new Payment.Level(policy, plan, bucket, charge));
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
