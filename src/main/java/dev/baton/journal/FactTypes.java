package dev.baton.journal;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The facts that a feature records: a bean of each feature that has any.
///
/// @param types the records themselves
public record FactTypes(Set<Class<? extends Fact>> types) {

    public FactTypes {
        types = Set.copyOf(types);
    }

    /// All records below a feature's sealed interface.
    public static FactTypes of(Class<? extends Fact> sealed) {
        return new FactTypes(records(sealed).collect(Collectors.toSet()));
    }

    private static Stream<Class<? extends Fact>> records(Class<? extends Fact> type) {
        if (type.isRecord()) {
            return Stream.of(type);
        }
        Class<?>[] below = type.getPermittedSubclasses();
        if (below == null) {
            throw new IllegalArgumentException(type.getName() + " is neither a record nor sealed");
        }
        return Arrays.stream(below).flatMap(permitted -> records(permitted.asSubclass(Fact.class)));
    }
}
