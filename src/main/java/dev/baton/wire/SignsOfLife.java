package dev.baton.wire;

/// When something was last heard of a client, and what follows from that. By the machine's monotonic clock: a clock
/// that is set anew must not close all sockets.
final class SignsOfLife {

    enum Verdict {
        FINE,
        /// Time for a sign: ask for one.
        QUIET,
        /// None came, or none was asked for in vain.
        SILENT,
        /// The client has not said who it is.
        NO_INIT
    }

    private final long initTimeout;
    private final long keepAlive;
    private final long openedAt = System.nanoTime();
    private volatile long heardAt = openedAt;
    private long askedAt = openedAt;

    SignsOfLife(SocketSettings settings) {
        this.initTimeout = settings.initTimeout().toNanos();
        this.keepAlive = settings.keepAlive().toNanos();
    }

    void heard() {
        heardAt = System.nanoTime();
    }

    /// Called by one thread, over and over.
    ///
    /// @param saidInit whether the client has said `connection_init`
    Verdict judge(boolean saidInit) {
        return judge(saidInit, System.nanoTime());
    }

    Verdict judge(boolean saidInit, long now) {
        if (!saidInit) {
            return now - openedAt >= initTimeout ? Verdict.NO_INIT : Verdict.FINE;
        }
        long silence = now - heardAt;
        if (silence >= 2 * keepAlive) {
            return Verdict.SILENT;
        }
        if (silence < keepAlive || now - askedAt < keepAlive) {
            return Verdict.FINE;
        }
        askedAt = now;
        return Verdict.QUIET;
    }
}
