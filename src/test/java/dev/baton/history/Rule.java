package dev.baton.history;

import java.util.function.Function;

/// The rules, by their numbers in the design.
enum Rule {
    ONE_LEASE(1, "a task has at most one live lease", OneLease::check),
    LOST_LEASE(2, "a worker without the lease moves nothing", LostLease::check),
    DURABLE(3, "what was accepted is there, what was refused is not", Durable::check),
    OFFERED_AGAIN(4, "a task that nobody works on is offered again in time", OfferedAgain::check),
    ONCE(5, "each end happens once", Once::check),
    SAME_KEY(6, "the same key gives the first answer and one effect", SameKey::check),
    REPLAY(7, "the events, replayed, give the state", Replay::check);

    private final int number;
    private final String sentence;
    private final Function<History, Findings> check;

    Rule(int number, String sentence, Function<History, Findings> check) {
        this.number = number;
        this.sentence = sentence;
        this.check = check;
    }

    Findings check(History history) {
        return check.apply(history);
    }

    @Override
    public String toString() {
        return "%d: %s".formatted(number, sentence);
    }
}
