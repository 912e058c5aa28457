package dev.baton.audit;

import dev.baton.audit.AuditEnd.Outcome;
import dev.baton.graph.Problem;
import dev.baton.graph.TypeId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads out of a mutation's arguments and its payload what it was about and what came of it. Payloads are records of
/// many features; what they have in common is that objects have an `id` and refusals are a [Problem].
final class Payload {

    private static final Pattern ID = Pattern.compile("[a-z]{2,20}_[0-7][0-9a-hjkmnp-tv-z]{25}");
    private static final int MOST = 100;
    private static final int DEEPEST = 4;

    private final Set<String> targets = new LinkedHashSet<>();
    private final Set<String> problems = new LinkedHashSet<>();
    private boolean refused;

    /// @param result what the mutation answers, or null
    static Payload of(Map<String, ?> arguments, @Nullable Object result) {
        var payload = new Payload();
        payload.readArgument(arguments, 0);
        payload.read(result, 0);
        return payload;
    }

    Set<String> targets() {
        return targets;
    }

    Set<String> problems() {
        return problems;
    }

    Outcome outcome() {
        if (problems.isEmpty()) {
            return Outcome.DONE;
        }
        return refused ? Outcome.REFUSED : Outcome.PARTLY;
    }

    private void readArgument(@Nullable Object value, int depth) {
        switch (value) {
            case Map<?, ?> map
            when depth < DEEPEST ->
                map.forEach((name, inner) -> {
                    if (!Redaction.isSecret(String.valueOf(name))) {
                        readArgument(inner, depth + 1);
                    }
                });
            case Collection<?> list when depth < DEEPEST -> list.forEach(item -> readArgument(item, depth + 1));
            case String text -> addId(text);
            case null, default -> {}
        }
    }

    private void read(@Nullable Object value, int depth) {
        switch (value) {
            case TypeId id -> addId(id.toString());
            case String text -> addId(text);
            case Problem problem -> {
                problems.add(problem.code());
                refused |= depth <= 2;
            }
            case Collection<?> list when depth < DEEPEST -> list.forEach(item -> read(item, depth + 1));
            case Record object when depth < DEEPEST -> readObject(object, depth);
            case null, default -> {}
        }
    }

    /// Of an object that has an id, the id says it all: its other ids are of its neighbours.
    private void readObject(Record object, int depth) {
        for (RecordComponent component : object.getClass().getRecordComponents()) {
            if (component.getName().equals("id")) {
                read(value(object, component), depth + 1);
                return;
            }
        }
        for (RecordComponent component : object.getClass().getRecordComponents()) {
            if (!Redaction.isSecret(component.getName())) {
                read(value(object, component), depth + 1);
            }
        }
    }

    private static @Nullable Object value(Record object, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(object);
        } catch (IllegalAccessException | InvocationTargetException e) {
            return null;
        }
    }

    private void addId(String text) {
        if (targets.size() < MOST && ID.matcher(text).matches()) {
            targets.add(text);
        }
    }
}
