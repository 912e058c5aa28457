package dev.baton.wire;

import dev.baton.access.CallerAuthentication;
import org.jspecify.annotations.Nullable;

/// Something open that outlives the request it began with: a socket or an event stream. Its methods may be called by
/// any thread.
sealed interface Guest permits Socket, EventStream {

    /// Why this node ends a connection, where the client did nothing wrong.
    enum Ending {
        /// The token's time is over: a client that has a new one comes back.
        EXPIRED,
        /// The caller may do nothing any more, though its token holds.
        LAPSED,
        /// The node stops: another one takes over.
        DRAINED
    }

    /// Who signed in, or null where nobody has yet.
    @Nullable
    CallerAuthentication login();

    /// Ends it, where it has not ended.
    void end(Ending why);

    /// Lets its connection go, whatever the client has not read yet.
    void cut();

    /// Whether the client waits for the answer of an operation that is no subscription.
    boolean isBusy();

    /// How many subscriptions run on it.
    long subscriptions();

    /// Called once, when it is over: gives back what it held.
    void clear();

    /// Called over and over, some hundred milliseconds apart, for what has to be done in time.
    void tick();
}
