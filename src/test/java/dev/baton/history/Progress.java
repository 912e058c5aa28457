package dev.baton.history;

import java.time.Duration;
import java.time.Instant;

/// How far the run is: how many tasks are left to delegate, and how many of those delegated are open.
final class Progress {

    private final int tasks;
    private final Duration patience;
    private int taken;
    private int counts;
    private long open;
    private Instant moved = Instant.now();

    /// @param patience how long nothing may change
    Progress(int tasks, Duration patience) {
        this.tasks = tasks;
        this.patience = patience;
    }

    /// Takes some of the tasks that are left to delegate.
    ///
    /// @return how many; fewer than wanted where so many are not left
    synchronized int take(int wanted) {
        int got = Math.min(wanted, tasks - taken);
        taken += got;
        return got;
    }

    /// The part of the tasks that were taken, 0 to 1.
    synchronized double share() {
        return (double) taken / tasks;
    }

    /// The number of open tasks as last seen.
    synchronized long open() {
        return open;
    }

    synchronized void seen(long now) {
        if (now != open) {
            moved = Instant.now();
        }
        open = now;
        counts++;
    }

    /// Forgets what was seen, so that [#done] is about what is seen from now on.
    synchronized void lookAgain() {
        counts = 0;
        moved = Instant.now();
    }

    /// Whether nothing was open when last looked, and it was looked.
    synchronized boolean done() {
        return counts > 1 && open == 0;
    }

    /// Whether nothing has changed for too long.
    synchronized boolean stuck() {
        return Duration.between(moved, Instant.now()).compareTo(patience) > 0;
    }
}
