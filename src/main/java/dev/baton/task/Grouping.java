package dev.baton.task;

import java.util.List;
import java.util.Map;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/// Collects a batch's rows by the parent that each belongs to, in their order.
final class Grouping {

    private Grouping() {}

    static <K, V> Collector<Map.Entry<K, V>, ?, Map<K, List<V>>> byKey() {
        return Collectors.groupingBy(Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList()));
    }
}
