package dev.baton.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Finds any object by its id: the id's prefix says which feature to ask.
@Controller
class NodeController {

    private static final int MAX_IDS = 100;

    private final Map<String, NodeFinder> finders;

    NodeController(Collection<NodeFinder> finders) {
        this.finders = finders.stream().collect(Collectors.toMap(NodeFinder::prefix, finder -> finder));
    }

    @QueryMapping
    Mono<Object> node(@Argument String id) {
        return find(List.of(id)).mapNotNull(found -> found.get(id));
    }

    @QueryMapping
    Mono<List<@Nullable Object>> nodes(@Argument List<String> ids) {
        if (ids.size() > MAX_IDS) {
            throw new Fault(Fault.Code.BAD_REQUEST, "Ask for at most %d nodes at once.".formatted(MAX_IDS));
        }
        return find(ids).map(found -> {
            List<@Nullable Object> nodes = new ArrayList<>();
            ids.forEach(id -> nodes.add(found.get(id)));
            return nodes;
        });
    }

    private Mono<Map<String, Object>> find(List<String> ids) {
        Map<String, List<String>> byPrefix =
                ids.stream().distinct().collect(Collectors.groupingBy(NodeController::prefix));
        return Flux.fromIterable(byPrefix.entrySet())
                .concatMap(entry -> find(entry.getKey(), entry.getValue()))
                .collect(HashMap::new, Map::putAll);
    }

    private Mono<Map<String, Object>> find(String prefix, List<String> ids) {
        NodeFinder finder = finders.get(prefix);
        return finder == null ? Mono.empty() : finder.find().apply(ids);
    }

    private static String prefix(String id) {
        int end = id.lastIndexOf('_');
        return end < 0 ? "" : id.substring(0, end);
    }
}
