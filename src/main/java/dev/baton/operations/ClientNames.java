package dev.baton.operations;

import dev.baton.access.Caller;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What a meter calls a client. There may be any number of clients, and each name is kept as long as the node runs: so
/// the first of them have their own, and the others share one.
final class ClientNames {

    static final int MOST = 100;
    static final String OTHERS = "others";
    static final String NOBODY = "nobody";

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /// @param caller null for who has not signed in
    String of(@Nullable Caller caller) {
        if (caller == null) {
            return NOBODY;
        }
        return isKnown(caller.subject()) ? caller.subject() : OTHERS;
    }

    // Those who come at the same moment may be a few too many.
    private boolean isKnown(String subject) {
        if (known.size() < MOST) {
            known.add(subject);
        }
        return known.contains(subject);
    }
}
