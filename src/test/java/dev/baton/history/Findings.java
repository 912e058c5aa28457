package dev.baton.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What a rule looked at, and what it found wrong.
final class Findings {

    private final List<String> violations = new ArrayList<>();
    private long checked;

    /// @param what says what is wrong where the condition does not hold
    void require(boolean holds, Supplier<String> what) {
        checked++;
        if (!holds) {
            violations.add(what.get());
        }
    }

    /// How many times something was required.
    long checked() {
        return checked;
    }

    List<String> violations() {
        return List.copyOf(violations);
    }
}
