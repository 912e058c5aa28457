package dev.baton.history;

import static dev.baton.history.RuleTests.assertBroken;
import static dev.baton.history.Tale.ANNA;
import static dev.baton.history.Tale.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.history.Call.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The rules on histories of plans, and of many tasks that are tried again at once.
class ManyTasksTests {

    private static final String FIRST = "task_1";
    private static final String SECOND = "task_2";
    private static final Map<String, Object> PLAN = Map.of(
            "idempotencyKey",
            "t1",
            "tasks",
            List.of(
                    Map.of("key", "k1", "title", "t1 k1", "parentKey", "k2"),
                    Map.of("key", "k2", "title", "t1 k2", "dependsOnKeys", List.of("k1"))));
    private static final Map<String, Object> PLANNED = Map.of(
            "tasks",
            List.of(
                    Map.of("key", "k1", "task", Map.of("id", FIRST)),
                    Map.of("key", "k2", "task", Map.of("id", SECOND))));
    private static final Map<String, Object> RETRIED =
            Map.of("tasks", List.of(Map.of("id", FIRST), Map.of("id", SECOND)));

    private Tale tale = new Tale();

    /// Two tasks of a plan, the first a part of the second, which waits for it.
    @BeforeEach
    void delegateAPlan() {
        tale.call(OPERATOR, "delegatePlan", "t1", 0, Outcome.OK, PLAN, PLANNED);
        delegated(FIRST, Map.of("title", "t1 k1", "parentId", SECOND));
        delegated(SECOND, Map.of("title", "t1 k2", "dependsOn", List.of(FIRST)));
    }

    private void delegated(String task, Map<String, Object> fields) {
        String state = fields.containsKey("dependsOn") ? "WAITING" : "QUEUED";
        tale.event(0.1, "TaskDelegated", task, state, OPERATOR, fields);
    }

    private void end(double second) {
        tale.canceled(second, FIRST, Map.of());
        tale.canceled(second, SECOND, Map.of("dependencies", List.of(Map.of("id", FIRST))));
    }

    /// Cancels both, and tries both again.
    private void retry(String caller, String state, int limit, Outcome outcome) {
        tale.event(1, "TaskCanceled", FIRST, "CANCELED", OPERATOR, Map.of());
        tale.event(1, "TaskCanceled", SECOND, "CANCELED", OPERATOR, Map.of());
        Map<String, Object> input = Map.of("filter", Map.of("states", List.of(state)), "limit", limit, "note", "t5");
        tale.call(caller, "retryTasks", "t5", 2, outcome, input, outcome == Outcome.OK ? RETRIED : Map.of());
        tale.event(2.1, "TaskRetried", FIRST, "QUEUED", caller, Map.of("note", "t5"));
        tale.event(2.1, "TaskRetried", SECOND, "WAITING", caller, Map.of("note", "t5"));
    }

    @ParameterizedTest
    @EnumSource
    void aPlanThatIsTriedAgainAsAWholeBreaksNoRule(Rule rule) {
        retry(OPERATOR, "CANCELED", 2, Outcome.OK);
        end(3);
        assertThat(rule.check(tale.history()).violations()).isEmpty();
    }

    @Test
    void aPlanWithoutAnAnswerMayBeThereOrNot() {
        tale.calls.clear();
        tale.call(OPERATOR, "delegatePlan", "t1", 0, Outcome.UNKNOWN, PLAN, Map.of());
        assertThat(Rule.DURABLE.check(tale.history()).violations()).isEmpty();
        tale.log.clear();
        assertThat(Rule.DURABLE.check(tale.history()).violations()).isEmpty();
    }

    @Test
    void aPlanOfWhichAPartIsThereBreaksRule3WhateverTheAnswer() {
        tale.log.removeLast();
        for (Outcome outcome : Outcome.values()) {
            tale.calls.clear();
            tale.call(OPERATOR, "delegatePlan", "t1", 0, outcome, PLAN, outcome == Outcome.OK ? PLANNED : Map.of());
            assertBroken(Rule.DURABLE, tale, "a plan in parts");
        }
    }

    @Test
    void aPlanWithOtherEdgesBreaksRule3() {
        tale.log.removeLast();
        delegated(SECOND, Map.of("title", "t1 k2"));
        assertBroken(Rule.DURABLE, tale, "a plan in parts");
        tale.log.clear();
        delegated(FIRST, Map.of("title", "t1 k1"));
        delegated(SECOND, Map.of("title", "t1 k2", "dependsOn", List.of(FIRST)));
        assertBroken(Rule.DURABLE, tale, "a plan in parts");
    }

    @Test
    void anAcceptedPlanThatIsGoneBreaksRule3() {
        tale.log.clear();
        assertBroken(Rule.DURABLE, tale, "accepted and gone");
    }

    @Test
    void aPlanWhoseAnswerNamesOtherTasksBreaksRule3() {
        tale.log.clear();
        delegated("task_3", Map.of("title", "t1 k1", "parentId", SECOND));
        delegated(SECOND, Map.of("title", "t1 k2", "dependsOn", List.of("task_3")));
        assertBroken(Rule.DURABLE, tale, "a plan's answer names");
    }

    @Test
    void aTaskOfAPlanThatNeverEndsBreaksRule3() {
        tale.canceled(3, FIRST, Map.of());
        assertBroken(Rule.DURABLE, tale, "lost: task_2 is gone");
    }

    @Test
    void aPlanThatIsMadeTwiceBreaksRule5() {
        assertThat(Rule.ONCE.check(tale.history()).violations()).isEmpty();
        delegated("task_3", Map.of("title", "t1 k1"));
        assertBroken(Rule.ONCE, tale, "happened twice");
    }

    @Test
    void aTaskThatWasTriedAgainAndIsNotNamedBreaksRule3() {
        retry(OPERATOR, "CANCELED", 3, Outcome.OK);
        tale.event(2.1, "TaskRetried", "task_3", "QUEUED", OPERATOR, Map.of("note", "t5"));
        assertBroken(Rule.DURABLE, tale, "and tried again");
    }

    @Test
    void aTaskThatIsNamedAndWasNotTriedAgainBreaksRule3() {
        retry(OPERATOR, "CANCELED", 2, Outcome.OK);
        tale.log.removeLast();
        assertBroken(Rule.DURABLE, tale, "and tried again");
    }

    @Test
    void moreThanTheLimitBreaksRule3WhateverTheAnswer() {
        retry(OPERATOR, "CANCELED", 1, Outcome.UNKNOWN);
        assertBroken(Rule.DURABLE, tale, "over the limit");
    }

    @Test
    void whatTheFilterDoesNotMeanBreaksRule3() {
        retry(OPERATOR, "FAILED", 2, Outcome.UNKNOWN);
        assertBroken(Rule.DURABLE, tale, "against the filter");
    }

    @Test
    void anAgentsRetryOfWhatAnotherAskedForBreaksRule3() {
        retry(ANNA, "CANCELED", 2, Outcome.OK);
        assertBroken(Rule.DURABLE, tale, "against the filter");
    }

    @Test
    void aTaskThatIsTriedAgainTwiceByOneCallBreaksRule5() {
        retry(OPERATOR, "CANCELED", 2, Outcome.OK);
        tale.event(3, "TaskCanceled", FIRST, "CANCELED", OPERATOR, Map.of());
        tale.event(3.1, "TaskRetried", FIRST, "QUEUED", OPERATOR, Map.of("note", "t5"));
        assertBroken(Rule.ONCE, tale, "happened twice");
    }

    @Test
    void aTaskThatTwoTryAgainAtOnceBreaksRule5() {
        retry(OPERATOR, "CANCELED", 2, Outcome.OK);
        tale.event(2.2, "TaskRetried", FIRST, "QUEUED", OPERATOR, Map.of("note", "t6"));
        assertBroken(Rule.ONCE, tale, "was retried when it was QUEUED");
    }

    @Test
    void strikesThatARetryOfManyLeavesBreakRule5() {
        tale = Tale.ofAClaimedTask();
        tale.event(2, "AttemptFailed", FIRST, "WAITING", ANNA, Map.of("strikes", 1));
        tale.event(3, "TaskCanceled", FIRST, "CANCELED", OPERATOR, Map.of());
        tale.event(4, "TaskRetried", FIRST, "QUEUED", OPERATOR, Map.of("note", "t5"));
        tale.claim(5, ANNA, 2);
        tale.event(6, "AttemptFailed", FIRST, "WAITING", ANNA, Map.of("strikes", 2));
        assertBroken(Rule.ONCE, tale, "the 1. strike says 2");
    }
}
