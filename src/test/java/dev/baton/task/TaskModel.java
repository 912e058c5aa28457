package dev.baton.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A task's life once more, as simple as can be: no SQL, no table, no concurrency. [TaskModelTests] compares.
final class TaskModel {

    static final int MAX_ATTEMPTS = 2;

    /// A task as the model has it. Agents are known by their place in the crew.
    static final class Known {
        final String id;
        final boolean review;
        final String onDependencyFailure;
        final Set<Known> waitsFor;

        @Nullable
        Integer named;

        @Nullable
        Integer holder;

        String lease = "none";
        String state;
        int strikes;

        Known(String id, @Nullable Integer named, boolean review, String onFailure, Set<Known> waitsFor) {
            this.id = id;
            this.named = named;
            this.review = review;
            this.onDependencyFailure = onFailure;
            this.waitsFor = waitsFor;
            this.state = waitsFor.isEmpty() ? "QUEUED" : "WAITING";
        }

        boolean isOpen() {
            return Set.of("WAITING", "QUEUED", "WORKING", "INPUT_REQUIRED", "IN_REVIEW")
                    .contains(state);
        }

        boolean isClaimableBy(int agent) {
            return state.equals("QUEUED") && (named == null || named == agent);
        }
    }

    final List<Known> tasks = new ArrayList<>();

    /// @return the code of the expected problem, or null where the write is let through
    @Nullable
    String write(Known task, int agent, String lease, Runnable effect, String... from) {
        boolean held = Set.of("WORKING", "INPUT_REQUIRED").contains(task.state)
                && task.lease.equals(lease)
                && task.holder != null
                && task.holder == agent;
        return held ? move(task, effect, from) : "LEASE_LOST";
    }

    /// @return the code of the expected problem, or null where the move is let through
    @Nullable
    String move(Known task, Runnable effect, String... from) {
        if (!Set.of(from).contains(task.state)) {
            return "CONFLICT";
        }
        effect.run();
        return null;
    }

    void claimed(Known task, int agent, String lease) {
        task.state = "WORKING";
        task.holder = agent;
        task.lease = lease;
    }

    void complete(Known task) {
        if (task.review && task.state.equals("WORKING")) {
            task.state = "IN_REVIEW";
        } else {
            end(task, "COMPLETED");
        }
    }

    void strike(Known task) {
        task.strikes++;
        if (task.strikes == MAX_ATTEMPTS) {
            end(task, "DEAD_LETTERED");
        } else {
            task.state = "WAITING";
        }
    }

    void queueFor(Known task, int agent) {
        task.named = agent;
        task.state = "QUEUED";
    }

    /// From where it may be retried: from nowhere, where it would be canceled again with what it waits for.
    String[] retriable(Known task) {
        boolean broken = task.onDependencyFailure.equals("CANCEL")
                && task.waitsFor.stream().anyMatch(dependency -> !dependency.isOpen());
        return broken ? new String[0] : new String[] {"FAILED", "DEAD_LETTERED", "REJECTED", "CANCELED"};
    }

    void retry(Known task) {
        task.strikes = 0;
        task.state = task.waitsFor.isEmpty() ? "QUEUED" : "WAITING";
    }

    void end(Known task, String state) {
        task.state = state;
        boolean completed = state.equals("COMPLETED");
        for (Known dependent : waitingFor(task)) {
            if (completed || dependent.onDependencyFailure.equals("RUN")) {
                dependent.waitsFor.remove(task);
                if (dependent.state.equals("WAITING") && dependent.waitsFor.isEmpty()) {
                    dependent.state = "QUEUED";
                }
            } else if (dependent.onDependencyFailure.equals("CANCEL") && dependent.isOpen()) {
                end(dependent, "CANCELED");
            }
        }
    }

    /// Longer than any lease and any delay.
    void timePasses() {
        List<Known> delayed = tasks.stream()
                .filter(task -> task.state.equals("WAITING") && task.waitsFor.isEmpty())
                .toList();
        List<Known> expired =
                tasks.stream().filter(task -> task.state.equals("WORKING")).toList();
        expired.forEach(this::strike);
        delayed.stream().filter(task -> task.state.equals("WAITING")).forEach(task -> task.state = "QUEUED");
    }

    private List<Known> waitingFor(Known task) {
        return tasks.stream().filter(other -> other.waitsFor.contains(task)).collect(Collectors.toList());
    }
}
