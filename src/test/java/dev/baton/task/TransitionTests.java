package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.task.Transition.Command;
import dev.baton.task.Transition.Facts;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TransitionTests {

    private static final List<Facts> ALL_FACTS = Arrays.stream(TaskState.values())
            .flatMap(state -> Stream.of(true, false)
                    .flatMap(review -> Stream.of(true, false)
                            .flatMap(last ->
                                    Stream.of(true, false).map(hindered -> new Facts(state, review, last, hindered)))))
            .toList();

    /// The design's table, written a second time and by hand: a row that goes missing, or one that slips in, is
    /// seen.
    @Test
    void theTableIsTheDesigns() {
        assertThat(moves()).containsExactlyInAnyOrder("""
            WAITING QUEUE QUEUED
            QUEUED CLAIM WORKING
            WORKING RENEW_LEASE WORKING
            WORKING REPORT_PROGRESS WORKING
            WORKING COMPLETE COMPLETED
            WORKING COMPLETE IN_REVIEW
            IN_REVIEW ACCEPT COMPLETED
            IN_REVIEW REQUEST_CHANGES QUEUED
            WORKING FAIL FAILED
            WORKING FAIL_RETRYABLE WAITING
            WORKING FAIL_RETRYABLE DEAD_LETTERED
            WORKING EXPIRE_LEASE WAITING
            WORKING EXPIRE_LEASE DEAD_LETTERED
            WAITING CANCEL CANCELED
            QUEUED CANCEL CANCELED
            WORKING CANCEL CANCELED
            INPUT_REQUIRED CANCEL CANCELED
            IN_REVIEW CANCEL CANCELED
            QUEUED DECLINE REJECTED
            WORKING RELEASE QUEUED
            WORKING REQUEST_INPUT INPUT_REQUIRED
            INPUT_REQUIRED PROVIDE_INPUT WORKING
            QUEUED HAND_OFF QUEUED
            WORKING HAND_OFF QUEUED
            INPUT_REQUIRED HAND_OFF QUEUED
            WAITING MISS_DEADLINE FAILED
            QUEUED MISS_DEADLINE FAILED
            WORKING MISS_DEADLINE FAILED
            INPUT_REQUIRED MISS_DEADLINE FAILED
            IN_REVIEW MISS_DEADLINE FAILED
            FAILED RETRY QUEUED
            FAILED RETRY WAITING
            DEAD_LETTERED RETRY QUEUED
            DEAD_LETTERED RETRY WAITING
            REJECTED RETRY QUEUED
            REJECTED RETRY WAITING
            CANCELED RETRY QUEUED
            CANCELED RETRY WAITING
            """.split("\n"));
    }

    private static Set<String> moves() {
        return ALL_FACTS.stream()
                .flatMap(facts -> Arrays.stream(Command.values())
                        .flatMap(command -> Transition.find(command, facts).stream())
                        .map(row -> "%s %s %s".formatted(facts.state(), row.command(), row.to())))
                .collect(Collectors.toSet());
    }

    @Test
    void everyCommandHasAtMostOneRowForATask() {
        for (Facts facts : ALL_FACTS) {
            for (Command command : Command.values()) {
                assertThat(Arrays.stream(Transition.values())
                                .filter(row ->
                                        row.command() == command && row.from().contains(facts.state()))
                                .filter(row -> row.when().holds(facts)))
                        .as("%s in %s", command, facts)
                        .hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void whatIsNotInTheTableIsRefusedWithTheState() {
        for (Facts facts : ALL_FACTS) {
            for (Command command : Command.values()) {
                if (Transition.find(command, facts).isEmpty()) {
                    assertThatThrownBy(() -> Transition.require(command, facts))
                            .isInstanceOfSatisfying(
                                    Refusal.class,
                                    refusal -> assertThat(refusal.problem())
                                            .isInstanceOfSatisfying(
                                                    Problem.Conflict.class,
                                                    conflict -> assertThat(conflict.state())
                                                            .isEqualTo(facts.state()
                                                                    .name())));
                }
            }
        }
    }

    /// Random lives: whatever is asked in whatever order, an end is an end, and strikes never pass the limit.
    @Test
    void noHistoryLeavesAnEndWithoutARetryOrCountsAStrikeTooMany() {
        List<Command> commands = List.of(Command.values());
        for (long seed = 0; seed < 5_000; seed++) {
            var random = new Random(seed);
            int maxAttempts = 1 + random.nextInt(4);
            boolean review = random.nextBoolean();
            TaskState state = random.nextBoolean() ? TaskState.WAITING : TaskState.QUEUED;
            int strikes = 0;
            for (int step = 0; step < 60; step++) {
                Command command = commands.get(random.nextInt(commands.size()));
                var row = Transition.find(command, new Facts(state, review, strikes + 1 >= maxAttempts, false));
                if (row.isPresent()) {
                    assertThat(state.isOpen()).as("seed %d", seed).isEqualTo(command != Command.RETRY);
                    boolean strike = command == Command.FAIL_RETRYABLE || command == Command.EXPIRE_LEASE;
                    strikes = command == Command.RETRY ? 0 : strikes + (strike ? 1 : 0);
                    state = row.get().to();
                    assertThat(state == TaskState.DEAD_LETTERED)
                            .as("seed %d", seed)
                            .isEqualTo(strikes == maxAttempts);
                }
            }
            assertThat(strikes).isLessThanOrEqualTo(maxAttempts);
        }
    }
}
