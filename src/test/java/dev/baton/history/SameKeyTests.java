package dev.baton.history;

import static dev.baton.history.RuleTests.assertBroken;
import static dev.baton.history.Tale.ANNA;
import static dev.baton.history.Tale.OPERATOR;
import static dev.baton.history.Tale.TASK;
import static dev.baton.history.Tale.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.history.Call.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The sixth rule on histories made up by hand.
class SameKeyTests {

    @Test
    void aKeyWithTwoAnswersBreaksRule6() {
        Tale tale = Tale.ofACompletedTask();
        Map<String, Object> input = Map.of("idempotencyKey", "k", "title", "t7");
        tale.call(OPERATOR, "delegateTask", "t7", 5, Outcome.OK, input, object("task_2"));
        tale.call(OPERATOR, "delegateTask", "t7", 6, Outcome.OK, input, object("task_3"));
        assertBroken(Rule.SAME_KEY, tale, "two answers");
    }

    @Test
    void aRepeatedClaimMayLeaveOutWhatWasLostAndNotBringMore() {
        Tale tale = Tale.ofACompletedTask();
        Map<String, Object> input = Map.of("idempotencyKey", "k");
        tale.call(ANNA, "claimTasks", null, 5, Outcome.OK, input, tokens("a", "b"));
        tale.call(ANNA, "claimTasks", null, 6, Outcome.OK, input, tokens("b"));
        assertThat(Rule.SAME_KEY.check(tale.history()).violations()).isEmpty();
        tale.call(ANNA, "claimTasks", null, 7, Outcome.OK, input, tokens("c"));
        assertBroken(Rule.SAME_KEY, tale, "two answers");
    }

    private static Map<String, Object> tokens(String... tokens) {
        return Map.of(
                "claims",
                Arrays.stream(tokens).map(token -> Map.of("leaseToken", token)).toList());
    }

    @Test
    void aRepetitionThatIsRefusedBreaksRule6() {
        Tale tale = Tale.ofACompletedTask();
        tale.call(
                ANNA,
                "completeTask",
                "t2",
                3,
                Outcome.REFUSED,
                Map.of("taskId", TASK, "leaseToken", "token_1", "idempotencyKey", "t2"),
                Map.of());
        assertBroken(Rule.SAME_KEY, tale, "with the same key");
    }

    @Test
    void otherArgumentsThatAreAcceptedBreakRule6() {
        Tale tale = Tale.ofACompletedTask();
        Map<String, Object> other = Map.of("taskId", "task_9", "leaseToken", "token_9");
        tale.write(3, ANNA, "completeTask", "t2", other);
        assertBroken(Rule.SAME_KEY, tale, "with the same key");
    }

    @Test
    void aRepeatedPlanThatNamesOtherTasksOrFewerBreaksRule6() {
        Tale tale = Tale.ofACompletedTask();
        Map<String, Object> input = Map.of("idempotencyKey", "k", "tasks", List.of());
        tale.call(OPERATOR, "delegatePlan", "t7", 5, Outcome.OK, input, planned("task_2", "task_3"));
        tale.call(OPERATOR, "delegatePlan", "t7", 6, Outcome.UNKNOWN, input, Map.of());
        tale.call(OPERATOR, "delegatePlan", "t7", 7, Outcome.OK, input, planned("task_2", "task_3"));
        assertThat(Rule.SAME_KEY.check(tale.history()).violations()).isEmpty();
        tale.call(OPERATOR, "delegatePlan", "t7", 8, Outcome.OK, input, planned("task_2"));
        assertBroken(Rule.SAME_KEY, tale, "two answers");
        tale.calls.removeLast();
        tale.call(OPERATOR, "delegatePlan", "t7", 8, Outcome.OK, input, planned("task_3", "task_2"));
        assertBroken(Rule.SAME_KEY, tale, "two answers");
    }

    private static Map<String, Object> planned(String... tasks) {
        return Map.of(
                "tasks",
                Arrays.stream(tasks)
                        .map(task -> Map.of(
                                "key", "k" + (Arrays.asList(tasks).indexOf(task) + 1), "task", Map.of("id", task)))
                        .toList());
    }

    @Test
    void aPlanThatIsMadeTwiceForOneKeyBreaksRule6() {
        Tale tale = Tale.ofACompletedTask();
        Map<String, Object> input = Map.of("idempotencyKey", "t7", "tasks", List.of());
        tale.call(OPERATOR, "delegatePlan", "t7", 5, Outcome.UNKNOWN, input, Map.of());
        tale.event(5.1, "TaskDelegated", "task_2", "QUEUED", OPERATOR, Map.of("title", "t7 k1"));
        tale.event(5.1, "TaskDelegated", "task_3", "QUEUED", OPERATOR, Map.of("title", "t7 k2"));
        assertThat(Rule.SAME_KEY.check(tale.history()).violations()).isEmpty();
        tale.event(6.1, "TaskDelegated", "task_4", "QUEUED", OPERATOR, Map.of("title", "t7 k1"));
        assertBroken(Rule.SAME_KEY, tale, "two effects");
    }

    @Test
    void aRepeatedRetryOfManyThatNamesOthersBreaksRule6() {
        Tale tale = Tale.ofACompletedTask();
        Map<String, Object> input = Map.of("idempotencyKey", "k", "filter", Map.of());
        tale.call(OPERATOR, "retryTasks", "t7", 5, Outcome.OK, input, Map.of("tasks", List.of()));
        tale.call(OPERATOR, "retryTasks", "t7", 6, Outcome.OK, input, Map.of("tasks", List.of(Map.of("id", TASK))));
        assertBroken(Rule.SAME_KEY, tale, "two answers");
    }

    @Test
    void aKeyUnderWhichTwoThingsAreHandedInBreaksRule6() {
        Tale tale = Tale.ofACompletedTask();
        Map<String, Object> input = Map.of("idempotencyKey", "k", "name", "t7");
        tale.call(ANNA, "submitDeliverable", "t7", 5, Outcome.OK, input, deliverable("deliverable_1"));
        tale.call(ANNA, "submitDeliverable", "t7", 6, Outcome.OK, input, deliverable("deliverable_2"));
        assertBroken(Rule.SAME_KEY, tale, "two answers");
    }

    private static Map<String, Object> deliverable(String id) {
        return Map.of("deliverable", Map.of("id", id, "review", "LATE"));
    }
}
