package dev.baton.history;

import static dev.baton.history.RuleTests.assertBroken;
import static dev.baton.history.Tale.ANNA;
import static dev.baton.history.Tale.BERT;
import static dev.baton.history.Tale.OPERATOR;
import static dev.baton.history.Tale.TASK;
import static dev.baton.history.Tale.lease;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.history.Call.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The rules on histories of what is handed in after its lease was lost. Anna has a task from second 1 to second 11.
class LateWorkTests {

    private static final String WORK = "deliverable_1";

    private final Tale tale = Tale.ofAClaimedTask();

    private void expired() {
        tale.event(11.2, "LeaseExpired", TASK, "WAITING", "baton", Map.of("strikes", 1));
    }

    private Call call(double second, String agent, Outcome outcome, String review) {
        var input = new HashMap<>(lease(1));
        input.putAll(Map.of("name", "t3", "content", "# t3", "idempotencyKey", "t3"));
        Map<String, Object> payload =
                outcome == Outcome.OK ? Map.of("deliverable", Map.of("id", WORK, "review", review)) : Map.of();
        return tale.call(agent, "submitDeliverable", "t3", second, outcome, input, payload);
    }

    private void submitted(double second, String agent, String state, boolean late) {
        call(second, agent, Outcome.OK, late ? "LATE" : "PENDING");
        tale.event(
                second + 0.1,
                "DeliverableSubmitted",
                TASK,
                state,
                agent,
                Map.of("agentId", agent, "deliverableId", WORK, "name", "t3", "revision", 1, "late", late));
    }

    private void adopted(double second, String tag) {
        adopted(second, tag, "WAITING");
    }

    private void adopted(double second, String tag, String state) {
        tale.call(
                OPERATOR,
                "adoptDeliverable",
                tag,
                second,
                Outcome.OK,
                Map.of("deliverableId", WORK, "comment", tag),
                Map.of("deliverable", Map.of("id", WORK, "review", "ACCEPTED")));
        tale.event(
                second + 0.1,
                "DeliverableAdopted",
                TASK,
                state,
                OPERATOR,
                Map.of("deliverableId", WORK, "name", "t3", "revision", 1, "says", tag));
    }

    private void end(String review, String content) {
        Map<String, Object> shown = Map.of(
                "id",
                WORK,
                "name",
                "t3",
                "revision",
                1,
                "agent",
                Map.of("id", ANNA),
                "review",
                review,
                "reviewer",
                OPERATOR,
                "comment",
                "t4",
                "content",
                content);
        Map<String, Object> attempt =
                Map.of("number", 1, "id", "attempt_1", "agent", Map.of("id", ANNA), "outcome", "LEASE_EXPIRED");
        tale.canceled(
                14,
                TASK,
                Map.of("strikes", 1, "attempts", List.of(attempt), "deliverables", Map.of("nodes", List.of(shown))));
    }

    private void adoptedAndShown(String review, String content) {
        expired();
        submitted(12, ANNA, "WAITING", true);
        adopted(13, "t4");
        end(review, content);
    }

    @ParameterizedTest
    @EnumSource
    void lateWorkThatIsAdoptedBreaksNoRule(Rule rule) {
        adoptedAndShown("ACCEPTED", "# t3");
        assertThat(rule.check(tale.history()).violations()).isEmpty();
    }

    @Test
    void workIsLateOnceItsLeaseRanOutThoughNobodyNoticed() {
        submitted(11.1, ANNA, "WORKING", true);
        assertThat(Rule.LOST_LEASE.check(tale.history()).violations()).isEmpty();
    }

    @Test
    void lateWorkThatIsThrownAwayBreaksRule2() {
        expired();
        call(12, ANNA, Outcome.REFUSED, "");
        assertBroken(Rule.LOST_LEASE, tale, "thrown away");
    }

    @Test
    void anothersWorkMayBeRefused() {
        expired();
        call(12, BERT, Outcome.REFUSED, "");
        assertThat(Rule.LOST_LEASE.check(tale.history()).violations()).isEmpty();
    }

    @Test
    void workThatIsLateWithTheLeaseBreaksRule2() {
        submitted(5, ANNA, "WORKING", true);
        assertBroken(Rule.LOST_LEASE, tale, "late with the lease");
    }

    @Test
    void workThatIsInTimeWithoutTheLeaseBreaksRule2() {
        expired();
        submitted(12, ANNA, "WAITING", false);
        assertBroken(Rule.LOST_LEASE, tale, "in time without it");
    }

    @Test
    void workWithAnothersTokenBreaksRule2() {
        expired();
        submitted(12, BERT, "WAITING", true);
        assertBroken(Rule.LOST_LEASE, tale, "another's token");
    }

    @Test
    void workThatIsLateInTheLogOnlyBreaksRule2() {
        expired();
        submitted(12, ANNA, "WAITING", true);
        tale.calls.removeLast();
        call(12, ANNA, Outcome.OK, "PENDING");
        assertBroken(Rule.LOST_LEASE, tale, "late in one of the two");
    }

    @Test
    void lateWorkThatMovesItsTaskBreaksRule2() {
        expired();
        submitted(12, ANNA, "WORKING", true);
        assertBroken(Rule.LOST_LEASE, tale, "moved its task");
    }

    @Test
    void anAdoptionThatMovesItsTaskBreaksRule2() {
        expired();
        submitted(12, ANNA, "WAITING", true);
        adopted(13, "t4", "COMPLETED");
        assertBroken(Rule.LOST_LEASE, tale, "moved its task");
    }

    @Test
    void lateWorkThatIsAcceptedAndGoneBreaksRule3() {
        adoptedAndShown("ACCEPTED", "# t3");
        assertThat(Rule.DURABLE.check(tale.history()).violations()).noneMatch(what -> what.contains("handed in"));
        tale.tasks.clear();
        tale.canceled(14, TASK, Map.of());
        assertBroken(Rule.DURABLE, tale, "what was handed in is gone");
        tale.log.clear();
        assertBroken(Rule.DURABLE, tale, "accepted and gone");
    }

    @Test
    void lateWorkThatIsAnotherAtTheEndBreaksRule3() {
        adoptedAndShown("ACCEPTED", "nothing");
        assertBroken(Rule.DURABLE, tale, "or another");
    }

    @Test
    void anAdoptionThatIsGoneBreaksRule3() {
        expired();
        submitted(12, ANNA, "WAITING", true);
        adopted(13, "t4");
        tale.log.removeLast();
        assertBroken(Rule.DURABLE, tale, "accepted and gone");
    }

    @Test
    void lateWorkThatIsAdoptedTwiceBreaksRule5() {
        expired();
        submitted(12, ANNA, "WAITING", true);
        adopted(13, "t4");
        assertThat(Rule.ONCE.check(tale.history()).violations()).isEmpty();
        adopted(13.5, "t5");
        assertBroken(Rule.ONCE, tale, "nothing left to adopt");
    }

    @Test
    void workThatDidNotComeLateAndIsAdoptedBreaksRule5() {
        submitted(5, ANNA, "WORKING", false);
        adopted(6, "t4", "WORKING");
        assertBroken(Rule.ONCE, tale, "nothing left to adopt");
    }

    @Test
    void anAdoptionThatIsNotShownBreaksRule7() {
        adoptedAndShown("LATE", "# t3");
        assertBroken(Rule.REPLAY, tale, "deliverables: replayed");
    }
}
