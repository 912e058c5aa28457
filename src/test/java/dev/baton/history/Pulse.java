package dev.baton.history;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Asks each gateway for a sign of life, several times a second: when nobody gives one, there is an outage.
final class Pulse {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final List<Wire> wires;
    private final List<Outage.Sign> signs = new ArrayList<>();
    private final Instant[] last;

    Pulse(List<Wire> wires) {
        this.wires = wires;
        this.last = new Instant[wires.size()];
        Arrays.fill(last, Instant.MIN);
    }

    /// Feels one gateway's pulse until it is over.
    void feel(int gateway, BooleanSupplier over) throws InterruptedException {
        while (!over.getAsBoolean()) {
            Instant asked = Instant.now();
            try {
                var answer = wires.get(gateway).ask(Documents.SIGN_OF_LIFE, Client.input());
                if (!answer.has("errors") && answer.path("data").isObject()) {
                    alive(gateway, new Outage.Sign(asked, Instant.now()));
                }
            } catch (IOException _) {
                // No sign.
            }
            Thread.sleep(PAUSE);
        }
    }

    private synchronized void alive(int gateway, Outage.Sign sign) {
        signs.add(sign);
        last[gateway] = sign.asked();
    }

    private synchronized boolean allAliveSince(Instant moment) {
        for (Instant sign : last) {
            if (sign.isBefore(moment)) {
                return false;
            }
        }
        return true;
    }

    /// Waits until every gateway has answered a question that was asked after now.
    ///
    /// @throws IllegalStateException where one does not come back
    void awaitAll() throws InterruptedException {
        Instant begin = Instant.now();
        while (!allAliveSince(begin)) {
            if (Duration.between(begin, Instant.now()).compareTo(PATIENCE) > 0) {
                throw new IllegalStateException("A gateway does not come back: last signs " + List.of(last));
            }
            Thread.sleep(50);
        }
    }

    synchronized List<Outage> outages(Instant from, Instant to) {
        return Outage.between(from, to, signs);
    }
}
