package dev.baton.history;

import static dev.baton.history.Tale.ANNA;
import static dev.baton.history.Tale.BERT;
import static dev.baton.history.Tale.OPERATOR;
import static dev.baton.history.Tale.TASK;
import static dev.baton.history.Tale.at;
import static dev.baton.history.Tale.lease;
import static dev.baton.history.Tale.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.history.Call.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each rule but the sixth on histories of one task made up by hand: none objects to a good one, and each to what
/// breaks it.
class RuleTests {

    @ParameterizedTest
    @EnumSource
    void aGoodHistoryBreaksNoRule(Rule rule) {
        Findings findings = rule.check(Tale.ofACompletedTask().history());
        assertThat(findings.violations()).isEmpty();
    }

    @Test
    void aMetricThatCountsOtherwiseThanTheTablesIsFound() {
        var metrics = Map.of(
                "baton.task.delegated",
                1,
                "baton.attempt.started",
                1,
                "baton.task.queue_wait",
                1,
                "baton.attempt.run_time",
                0,
                "baton.task.completed",
                2,
                "baton.task.lead_time",
                1);
        Tale tale = Tale.ofAClaimedTask();
        tale.end(
                "COMPLETED",
                Map.of(
                        "attempts",
                        List.of(Map.of("number", 1, "outcome", "LEASE_EXPIRED")),
                        "metrics",
                        metrics.entrySet().stream()
                                .map(of -> Map.of("name", of.getKey(), "count", of.getValue()))
                                .toList()));
        assertThat(Measured.check(tale.history()).violations())
                .hasSize(2)
                .anyMatch(what -> what.contains("baton.attempt.strikes counts 0, and there are 1"))
                .anyMatch(what -> what.contains("baton.task.completed counts 2, and there are 1"));
    }

    @Test
    void anEffectThatIsNotOnRecordIsFound() {
        Tale tale = Tale.ofACompletedTask();
        tale.audit.add(new Audited(OPERATOR, at(0), List.of("t1")));
        tale.audit.add(new Audited(ANNA, at(1), List.of()));
        tale.audit.add(new Audited(ANNA, at(2), List.of("t2")));
        assertThat(Audited.check(tale.history()).violations()).isEmpty();
        tale.audit.set(2, new Audited(ANNA, at(2), List.of("t3")));
        tale.audit.set(0, new Audited(OPERATOR, at(1), List.of("t1")));
        assertThat(Audited.check(tale.history()).violations())
                .hasSize(3)
                .anyMatch(what -> what.contains("its actor is not on record: TaskDelegated"))
                .anyMatch(what -> what.contains("took effect and is not on record: TaskDelegated"))
                .anyMatch(what -> what.contains("took effect and is not on record: TaskCompleted"));
    }

    @Test
    void aTaskThatIsClaimedWhileItIsHeldBreaksRule1() {
        Tale tale = Tale.ofAClaimedTask();
        tale.claim(3, BERT, 2);
        assertBroken(Rule.ONE_LEASE, tale, "was claimed while");
    }

    @Test
    void aLeaseThatIsUsedAfterAnothersClaimBreaksRule1WhateverTheLogSays() {
        Tale tale = Tale.ofAClaimedTask();
        tale.event(2, "LeaseExpired", TASK, "WAITING", "baton", Map.of("strikes", 1));
        tale.claim(3, BERT, 2);
        tale.call(ANNA, "renewLease", null, 4, Outcome.OK, lease(1), object(TASK));
        assertBroken(Rule.ONE_LEASE, tale, "was still good");
    }

    @Test
    void aTokenThatTwoAgentsGetBreaksRule1() {
        Tale tale = Tale.ofAClaimedTask();
        tale.event(2, "LeaseExpired", TASK, "WAITING", "baton", Map.of("strikes", 1));
        tale.claim(3, BERT, 1);
        assertBroken(Rule.ONE_LEASE, tale, "handed out twice");
    }

    @Test
    void aWriteAfterTheLeasesEndBreaksRule2() {
        Tale tale = Tale.ofAClaimedTask();
        tale.write(11.5, ANNA, "completeTask", "t2", lease(1));
        tale.completed(11.6, ANNA, "t2");
        assertBroken(Rule.LOST_LEASE, tale, "accepted without the lease");
    }

    @Test
    void aWriteWithAnothersTokenBreaksRule2() {
        Tale tale = Tale.ofAClaimedTask();
        tale.write(2, BERT, "completeTask", "t2", lease(1));
        tale.completed(2.1, BERT, "t2");
        assertBroken(Rule.LOST_LEASE, tale, "accepted without the lease");
    }

    @Test
    void aWriteOnATaskThatWasTakenBreaksRule2() {
        Tale tale = Tale.ofAClaimedTask();
        tale.event(1.5, "TaskCanceled", TASK, "CANCELED", OPERATOR, Map.of());
        tale.write(2, ANNA, "completeTask", "t2", lease(1));
        tale.completed(2.1, ANNA, "t2");
        assertBroken(Rule.LOST_LEASE, tale, "accepted without the lease");
    }

    @Test
    void anAcceptedWriteThatIsGoneBreaksRule3() {
        Tale tale = Tale.ofACompletedTask();
        tale.log.removeLast();
        assertBroken(Rule.DURABLE, tale, "accepted and gone");
    }

    @Test
    void anAcceptedClaimThatIsGoneBreaksRule3() {
        Tale tale = Tale.ofACompletedTask();
        tale.log.remove(1);
        assertBroken(Rule.DURABLE, tale, "a claim is gone");
    }

    @Test
    void anAcceptedTaskThatIsGoneOrNeverEndsBreaksRule3() {
        Tale gone = Tale.ofAClaimedTask();
        assertBroken(Rule.DURABLE, gone, "lost");
        gone.end("QUEUED", Map.of());
        assertBroken(Rule.DURABLE, gone, "lost");
    }

    @Test
    void aRefusedWriteThatHappenedBreaksRule3() {
        Tale tale = Tale.ofACompletedTask();
        tale.call(OPERATOR, "cancelTask", "t3", 3, Outcome.REFUSED, Map.of("taskId", TASK), Map.of());
        tale.event(3.1, "TaskCanceled", TASK, "CANCELED", OPERATOR, Map.of("reason", "t3"));
        assertBroken(Rule.DURABLE, tale, "refused and done");
    }

    @Test
    void aLeaseWhoseEndNobodyNoticesInTimeBreaksRule4() {
        Tale tale = Tale.ofAClaimedTask();
        assertBroken(Rule.OFFERED_AGAIN, tale, "its lease ran out");
        tale.event(16.5, "LeaseExpired", TASK, "WAITING", "baton", Map.of("strikes", 1));
        assertBroken(Rule.OFFERED_AGAIN, tale, "its lease ran out");
    }

    @Test
    void anOutageExcusesThatNobodyNoticed() {
        Tale tale = Tale.ofAClaimedTask();
        tale.event(16.5, "LeaseExpired", TASK, "WAITING", "baton", Map.of("strikes", 1));
        tale.outages.add(new Outage(at(10), at(13)));
        assertThat(Rule.OFFERED_AGAIN.check(tale.history()).violations()).isEmpty();
    }

    @Test
    void aRetryThatIsNotQueuedInTimeBreaksRule4() {
        Tale tale = Tale.ofAClaimedTask();
        tale.event(2, "AttemptFailed", TASK, "WAITING", ANNA, Map.of("strikes", 1, "notBefore", at(4).toString()));
        tale.event(9.5, "TaskQueued", TASK, "QUEUED", "baton", Map.of());
        assertBroken(Rule.OFFERED_AGAIN, tale, "its retry was due");
    }

    @Test
    void aTaskThatCompletesTwiceBreaksRule5() {
        Tale tale = Tale.ofACompletedTask();
        tale.completed(3, ANNA, "t3");
        assertBroken(Rule.ONCE, tale, "was COMPLETED already");
    }

    @Test
    void aMutationWithTwoEffectsBreaksRule5() {
        Tale tale = Tale.ofACompletedTask();
        tale.event(3, "TaskDelegated", "task_2", "QUEUED", OPERATOR, Map.of("title", "t1"));
        assertBroken(Rule.ONCE, tale, "happened twice");
    }

    @Test
    void aTaskThatIsQueuedTwiceForOneCauseBreaksRule5() {
        Tale tale = Tale.ofAClaimedTask();
        tale.event(2, "AttemptFailed", TASK, "WAITING", ANNA, Map.of("strikes", 1));
        tale.event(3, "TaskQueued", TASK, "QUEUED", "baton", Map.of());
        tale.event(3, "TaskQueued", TASK, "QUEUED", "baton", Map.of());
        assertBroken(Rule.ONCE, tale, "was queued when it was QUEUED");
    }

    @Test
    void aStrikeThatCountsTwiceBreaksRule5() {
        Tale tale = Tale.ofAClaimedTask();
        tale.event(2, "AttemptFailed", TASK, "WAITING", ANNA, Map.of("strikes", 2));
        assertBroken(Rule.ONCE, tale, "the 1. strike says 2");
    }

    @Test
    void strikesThatTheLogDoesNotHaveBreakRule5() {
        Tale tale = Tale.ofACompletedTask();
        tale.tasks.clear();
        tale.end("COMPLETED", 1, "COMPLETED", "t2");
        assertBroken(Rule.ONCE, tale, "shows 1 strikes");
    }

    @Test
    void aDependentThatDoesNotWaitBreaksRule5() {
        Tale tale = Tale.ofAClaimedTask();
        tale.end("WORKING", Map.of("dependencies", List.of(Map.of("id", "task_2"))));
        assertBroken(Rule.ONCE, tale, "did not wait for [task_2]");
    }

    @Test
    void aParentThatHearsOfItsPartsTooEarlyBreaksRule5() {
        Tale tale = Tale.ofAClaimedTask();
        tale.event(2, "TaskDelegated", "task_2", "QUEUED", ANNA, Map.of("title", "t2", "parentId", TASK));
        tale.event(3, "SubtasksSettled", TASK, "WORKING", "baton", Map.of());
        assertBroken(Rule.ONCE, tale, "without a cause");
    }

    @Test
    void aStateThatTheEventsDoNotGiveBreaksRule7() {
        Tale tale = Tale.ofACompletedTask();
        tale.tasks.clear();
        tale.end("FAILED", 0, "COMPLETED", "t2");
        assertBroken(Rule.REPLAY, tale, "state: replayed COMPLETED, shown FAILED");
    }

    @Test
    void anAttemptThatTheEventsDoNotGiveBreaksRule7() {
        Tale tale = Tale.ofACompletedTask();
        tale.tasks.clear();
        tale.end("COMPLETED", 0, "FAILED", "t2");
        assertBroken(Rule.REPLAY, tale, "attempts: replayed");
    }

    @Test
    void aTaskWithoutEventsAndEventsWithoutATaskBreakRule7() {
        Tale tale = Tale.ofACompletedTask();
        tale.event(3, "TaskDelegated", "task_2", "QUEUED", OPERATOR, Map.of("title", "t9"));
        assertBroken(Rule.REPLAY, tale, "task_2 has events and does not exist");
        tale.log.clear();
        assertBroken(Rule.REPLAY, tale, "exists and has no events");
    }

    static void assertBroken(Rule rule, Tale tale, String how) {
        assertThat(rule.check(tale.history()).violations()).anyMatch(violation -> violation.contains(how));
    }
}
