package dev.baton.task;

import dev.baton.graph.InputCheck;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Tasks that are delegated together, and the edges between them. Whatever the workspace looks like, a plan holds:
/// its edges lead to its own steps, nothing in it waits for itself, and it is not too deep. Pure.
///
/// @param steps in the order of the input, by which they refer to one another
record Plan(List<Step> steps) {

    static final int MAX_DEPTH = 32;

    private static final int MAX_STEPS = 1_000;
    private static final int MAX_KEYS_NAMED = 20;

    /// One new task.
    ///
    /// @param path where it is in the input, with a dot behind it; empty where the input is the task
    /// @param key what the plan calls it
    /// @param partOf the step that it is a part of, or null
    /// @param waitsFor the steps that must be completed before it
    record Step(
            String path,
            String key,
            DelegateTaskInput task,
            @Nullable Integer partOf,
            Set<Integer> waitsFor) {}

    /// A task alone.
    ///
    /// @throws Refusal `InvalidInput`
    static Plan of(DelegateTaskInput task, OffsetDateTime now) {
        var check = new InputCheck();
        task.check(check, now);
        check.refuse();
        return new Plan(List.of(new Step("", "", task, null, Set.of())));
    }

    /// @throws Refusal `InvalidInput`, or `Cycle`
    static Plan of(List<PlanTaskInput> tasks, OffsetDateTime now) {
        var check = new InputCheck();
        boolean countable = !tasks.isEmpty() && tasks.size() <= MAX_STEPS;
        check.require(countable, "tasks", "Must be 1 to 1,000 tasks.").refuse();
        Map<String, Integer> places = new HashMap<>();
        IntStream.range(0, tasks.size())
                .forEach(place -> places.putIfAbsent(tasks.get(place).key(), place));
        for (int place = 0; place < tasks.size(); place++) {
            tasks.get(place).check(check.below("tasks." + place), places, place, now);
        }
        check.refuse();
        var plan = new Plan(IntStream.range(0, tasks.size())
                .mapToObj(place -> tasks.get(place).step("tasks.%d.".formatted(place), places))
                .toList());
        plan.refuseCircle();
        plan.refuseDepth();
        return plan;
    }

    /// How many steps are above a step.
    int level(Step step) {
        int level = 0;
        for (Integer above = step.partOf();
                above != null;
                above = steps.get(above).partOf()) {
            level++;
        }
        return level;
    }

    /// The step that a step is a part of over any number of others, or itself.
    Step top(Step step) {
        Step top = step;
        for (Integer above = step.partOf(); above != null; above = top.partOf()) {
            top = steps.get(above);
        }
        return top;
    }

    private void refuseCircle() {
        List<Integer> circle = circle(waits());
        if (!circle.isEmpty()) {
            String keys = circle.stream()
                    .limit(MAX_KEYS_NAMED)
                    .map(step -> steps.get(step).key())
                    .collect(Collectors.joining(" → "));
            String more =
                    circle.size() > MAX_KEYS_NAMED ? " → (%d more)".formatted(circle.size() - MAX_KEYS_NAMED) : "";
            throw new Refusal(new Problem.Cycle("The tasks would wait for one another for ever: %s%s → %s."
                    .formatted(keys, more, steps.get(circle.getFirst()).key())));
        }
    }

    /// What each step waits for: its dependencies, and its parts, because it is not over before they are. So a
    /// task may wait for a part of its own, and not for what it is a part of.
    List<Set<Integer>> waits() {
        List<Set<Integer>> waits = new ArrayList<>();
        steps.forEach(step -> waits.add(new LinkedHashSet<>(step.waitsFor())));
        for (int place = 0; place < steps.size(); place++) {
            Integer above = steps.get(place).partOf();
            if (above != null) {
                waits.get(above).add(place);
            }
        }
        return waits;
    }

    /// A circle of numbers, each of which has an edge to the next and the last one to the first; empty where there
    /// is none.
    ///
    /// @param edges from each number, which is its place in the list, to others
    static List<Integer> circle(List<Set<Integer>> edges) {
        Set<Integer> bound = bound(edges);
        if (bound.isEmpty()) {
            return List.of();
        }
        // Each that is left has an edge to another that is left: following them must come back somewhere.
        List<Integer> walk = new ArrayList<>();
        Integer at = bound.iterator().next();
        while (!walk.contains(at)) {
            walk.add(at);
            at = edges.get(at).stream().filter(bound::contains).findFirst().orElseThrow();
        }
        return List.copyOf(walk.subList(walk.indexOf(at), walk.size()));
    }

    /// Those from which some way leads into a circle: what is left when again and again all are taken away that
    /// have no edge to any that is left.
    private static Set<Integer> bound(List<Set<Integer>> edges) {
        int[] open = edges.stream().mapToInt(Set::size).toArray();
        Map<Integer, List<Integer>> before = new HashMap<>();
        Set<Integer> bound = new LinkedHashSet<>();
        Deque<Integer> free = new ArrayDeque<>();
        for (int from = 0; from < open.length; from++) {
            bound.add(from);
            if (open[from] == 0) {
                free.add(from);
            }
            for (Integer to : edges.get(from)) {
                before.computeIfAbsent(to, _ -> new ArrayList<>()).add(from);
            }
        }
        while (!free.isEmpty()) {
            Integer taken = free.remove();
            bound.remove(taken);
            before.getOrDefault(taken, List.of()).stream()
                    .filter(from -> --open[from] == 0)
                    .forEach(free::add);
        }
        return bound;
    }

    private void refuseDepth() {
        var check = new InputCheck();
        steps.forEach(step -> check.require(
                level(step) <= MAX_DEPTH,
                step.path() + "parentKey",
                "Tasks are nested %d deep at most.".formatted(MAX_DEPTH)));
        check.refuse();
    }
}
