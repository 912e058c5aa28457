package dev.baton.wire;

import dev.baton.access.Caller;
import dev.baton.graph.WorkspaceId;
import java.util.concurrent.ConcurrentHashMap;

/// How many places each caller has taken on this node, of those it may take.
final class Seats {

    private final int most;
    private final ConcurrentHashMap<Key, Integer> taken = new ConcurrentHashMap<>();

    private record Key(WorkspaceId workspace, String subject) {
        static Key of(Caller caller) {
            return new Key(caller.workspace(), caller.subject());
        }
    }

    /// @param most the places of one caller
    Seats(int most) {
        this.most = most;
    }

    /// False where none is left; nothing is taken then.
    boolean take(Caller caller) {
        int before = taken.merge(Key.of(caller), 1, Integer::sum) - 1;
        if (before >= most) {
            leave(caller);
        }
        return before < most;
    }

    void leave(Caller caller) {
        taken.computeIfPresent(Key.of(caller), (_, count) -> count == 1 ? null : count - 1);
    }
}
