package dev.baton.history;

import dev.baton.testing.Cluster;
import dev.baton.testing.Prey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Kills things while the crew works.
final class Chaos {

    private static final double DOES_NOT_WAIT = 0.25;

    private final Cluster cluster;
    private final Pulse pulse;
    private final Progress progress;
    private final Recording record;
    private final Random random;

    Chaos(Cluster cluster, Pulse pulse, Progress progress, Recording record, Random random) {
        this.cluster = cluster;
        this.pulse = pulse;
        this.progress = progress;
        this.record = record;
        this.random = random;
    }

    /// As many kills as told, spread over the work: one gateway, PostgreSQL and Redis first, in any order.
    void run(int kills) throws InterruptedException, IOException {
        List<Prey> plan = plan(kills);
        for (int nth = 0; nth < kills; nth++) {
            double moment = (nth + random.nextDouble()) / kills;
            while (progress.share() < moment && !progress.stuck()) {
                Thread.sleep(20);
            }
            Thread.sleep(random.nextInt(300));
            kill(plan.get(nth));
            if (random.nextDouble() >= DOES_NOT_WAIT) {
                pulse.awaitAll();
            }
        }
        pulse.awaitAll();
    }

    /// Kills everything once more when all is done, so that what is read then has been on a disk.
    void dropTheCurtain() throws IOException {
        kill(Prey.EVERYTHING);
    }

    private void kill(Prey prey) throws IOException {
        record.addKill(prey);
        cluster.kill(prey, random);
    }

    private List<Prey> plan(int kills) {
        var plan = new ArrayList<>(List.of(Prey.GATEWAY, Prey.POSTGRES, Prey.REDIS));
        Collections.shuffle(plan, random);
        List<Prey> all = Arrays.asList(Prey.values());
        while (plan.size() < kills) {
            plan.add(all.get(random.nextInt(all.size())));
        }
        return plan;
    }
}
