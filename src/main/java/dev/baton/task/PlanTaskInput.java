package dev.baton.task;

import dev.baton.graph.InputCheck;
import dev.baton.task.Plan.Step;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A new task of a plan as a caller describes it: that of [DelegateTaskInput], and keys for the edges inside the plan.
record PlanTaskInput(
        String key,
        String title,
        @Nullable String instructions,
        String type,
        @Nullable TaskPriority priority,
        @Nullable Object specification,
        @Nullable List<String> labels,
        @Nullable String assigneeId,
        @Nullable List<String> requiredCapabilities,
        @Nullable String parentId,
        @Nullable String parentKey,
        @Nullable List<String> dependsOn,
        @Nullable List<String> dependsOnKeys,
        @Nullable String withinId,
        @Nullable OffsetDateTime notBefore,
        @Nullable OffsetDateTime deadline,
        Task.@Nullable DependencyFailure onDependencyFailure,
        @Nullable Boolean reviewRequired,
        @Nullable Boolean selfReviewAllowed,
        RetryPolicy.@Nullable Input retryPolicy,
        @Nullable String note) {

    private static final int MAX_EDGES = 100;
    private static final String UNKNOWN_KEY = "No task of the plan has this key.";

    /// Notes what does not hold, whatever the workspace looks like.
    ///
    /// @param places the first task of each key
    void check(InputCheck check, Map<String, Integer> places, int place, OffsetDateTime now) {
        int first = Objects.requireNonNull(places.get(key));
        List<String> keys = keys();
        check.length("key", key, 1, 100)
                .require(first == place, "key", "Is the key of tasks.%d too.".formatted(first))
                .require(parentKey == null || places.containsKey(parentKey), "parentKey", UNKNOWN_KEY)
                .require(
                        parentKey == null || parentId == null,
                        "parentId",
                        "Is for parents outside of the plan. Leave out one of the two.")
                .require(
                        keys.size() + (dependsOn == null ? 0 : dependsOn.size()) <= MAX_EDGES,
                        "dependsOnKeys",
                        "Must have, with dependsOn, at most 100 items.");
        for (int i = 0; i < Math.min(keys.size(), MAX_EDGES); i++) {
            check.require(places.containsKey(keys.get(i)), "dependsOnKeys." + i, UNKNOWN_KEY);
        }
        task().check(check, now);
    }

    Step step(String path, Map<String, Integer> places) {
        Set<Integer> waitsFor = new LinkedHashSet<>();
        keys().forEach(on -> waitsFor.add(Objects.requireNonNull(places.get(on))));
        return new Step(path, key, task(), parentKey == null ? null : places.get(parentKey), waitsFor);
    }

    private List<String> keys() {
        return dependsOnKeys == null ? List.of() : dependsOnKeys;
    }

    private DelegateTaskInput task() {
        return new DelegateTaskInput(
                title,
                instructions,
                type,
                priority,
                specification,
                labels,
                assigneeId,
                requiredCapabilities,
                parentId,
                dependsOn,
                withinId,
                notBefore,
                deadline,
                onDependencyFailure,
                reviewRequired,
                selfReviewAllowed,
                retryPolicy,
                note,
                null);
    }
}
