package dev.baton.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What every agent does, whatever it makes of its tasks: it claims them, keeps them and says how far it is.
final class Hands {

    private static final int MOST_TRIES = 100;
    private static final double AGAIN = 0.1;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Client client;
    private final Random random;

    Hands(Client client) {
        this.client = client;
        this.random = client.random();
    }

    /// Claims, in half of the cases with a key: then again until it was answered, and now and then once more.
    List<Lease> claim(int limit, int seconds) throws InterruptedException {
        ObjectNode input = Client.input().put("limit", limit).put("leaseSeconds", seconds);
        if (random.nextBoolean()) {
            return leases(client.call("claimTasks", null, input));
        }
        input.put("idempotencyKey", client.tag());
        Call call = client.call("claimTasks", null, input);
        for (int tries = 0; tries < MOST_TRIES && call.outcome() == Call.Outcome.UNKNOWN; tries++) {
            Thread.sleep(PAUSE);
            call = client.call("claimTasks", null, input);
        }
        if (!leases(call).isEmpty() && random.nextDouble() < AGAIN) {
            client.call("claimTasks", null, input);
        }
        return leases(call);
    }

    private static List<Lease> leases(Call claim) {
        return claim.payload()
                .path("claims")
                .valueStream()
                .map(each -> new Lease(
                        each.at("/task/id").asString(),
                        each.path("leaseToken").asString(),
                        Objects.requireNonNull(Texts.time(each, "leaseExpiresAt"))))
                .toList();
    }

    /// The lease as it is then, or null where it was refused or nobody knows.
    @Nullable
    Lease renew(Lease lease) throws InterruptedException {
        JsonNode payload = client.call("renewLease", null, lease.input()).payload();
        Instant until = Texts.time(payload, "leaseExpiresAt");
        return until == null ? null : new Lease(lease.task(), lease.token(), until);
    }

    void report(Lease lease, int percent) throws InterruptedException {
        String tag = client.tag();
        client.call(
                "reportProgress",
                tag,
                Insistence.tagged("reportProgress", tag, lease.input()).put("percent", percent));
    }

    /// Hands something in, on a lease that is lost as well as on one that is not.
    static void handIn(Lease lease, Insistence insistence) throws InterruptedException {
        insistence.send("submitDeliverable", lease.input().put("kind", "REPORT"));
    }
}
