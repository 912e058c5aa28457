package dev.baton.demo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An agent of the story, as it is registered, and what it can do, as steps.
///
/// @param kind an `AgentKind` of the schema
/// @param maxConcurrentTasks how many tasks it may hold at once
record Actor(
        String handle,
        String displayName,
        String kind,
        @Nullable Actor reportsTo,
        List<String> capabilities,
        int maxConcurrentTasks) {

    Step delegates(Work work) {
        return new Step(
                this, "delegates " + work + " to " + work.assignee().handle(), stage -> stage.delegate(this, work));
    }

    Step claims(Work work) {
        return new Step(this, "claims " + work, stage -> stage.claim(this, work));
    }

    Step renews(Work work) {
        return new Step(this, "renews the lease on " + work, stage -> stage.renew(this, work));
    }

    Step reports(Work work, int percent, String milestone, String message) {
        return new Step(
                this,
                "reports %d %% of %s: %s. %s".formatted(percent, work, milestone, message),
                stage -> stage.report(this, work, percent, milestone, message));
    }

    Step handsIn(Work.Piece piece) {
        return handsIn(piece, piece.name());
    }

    /// @param file what to hand in under the piece's name
    Step handsIn(Work.Piece piece, String file) {
        return new Step(
                this, "hands in %s for %s".formatted(piece, piece.work()), stage -> stage.handIn(this, piece, file));
    }

    Step asksForChanges(Work.Piece piece, String comment) {
        return new Step(
                this,
                "asks for changes of %s: %s".formatted(piece, comment),
                stage -> stage.review(this, piece, "REQUEST_CHANGES", comment));
    }

    Step accepts(Work.Piece piece, String comment) {
        return new Step(
                this,
                "accepts %s: %s".formatted(piece, comment),
                stage -> stage.review(this, piece, "ACCEPT", comment));
    }

    Step asks(Work work, String question) {
        return new Step(this, "asks about %s: %s".formatted(work, question), stage -> stage.ask(this, work, question));
    }

    Step answers(Work work, Map<String, Object> answer) {
        return new Step(
                this, "answers about %s: %s".formatted(work, answer), stage -> stage.answer(this, work, answer));
    }

    Step handsOver(Work work, Actor to, String note) {
        return new Step(
                this,
                "hands %s over to %s: %s".formatted(work, to.handle(), note),
                stage -> stage.handOver(this, work, to, note));
    }

    Step fails(Work work, String code, String message) {
        return new Step(
                this,
                "fails at %s, for now: %s".formatted(work, message),
                stage -> stage.fail(this, work, code, message));
    }

    Step completes(Work work, Map<String, Object> result) {
        return new Step(this, "completes " + work, stage -> stage.complete(this, work, result));
    }

    Step accepts(Work work, String comment) {
        return new Step(this, "accepts %s: %s".formatted(work, comment), stage -> stage.accept(this, work, comment));
    }
}
