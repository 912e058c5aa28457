package dev.baton.guard;

import dev.baton.access.Caller;
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
        return rateLimit
                .charge(account.plan(), account.client(), points)
                .map(charge -> new Payment.Level("client", account.plan(), charge))
                .flatMap(client -> client.charge().granted()
                        ? payToo(account, client, points)
                        : Mono.just(new Payment(client, null)));
    }

    /// Nobody waits for it: what is asked of a bucket later comes later.
    void giveBack(Account account, long points) {
        if (points > 0) {
            rateLimit.giveBack(account.plan(), account.client(), points);
            rateLimit.giveBack(account.workspacePlan(), account.workspace(), points);
        }
    }

    private Mono<Payment> payToo(Account account, Payment.Level client, long points) {
        return rateLimit
                .charge(account.workspacePlan(), account.workspace(), points)
                .map(charge -> new Payment(client, new Payment.Level("workspace", account.workspacePlan(), charge)))
                .doOnNext(payment -> {
                    if (!payment.granted()) {
                        rateLimit.giveBack(account.plan(), account.client(), points);
                    }
                });
    }

    private Plan byRole(Caller caller) {
        return caller.roles().stream()
                .map(properties::plan)
                .max(Comparator.comparingLong(Plan::capacity).thenComparing(Plan::maxOperationCost))
                .orElseGet(properties::plan);
    }
}
