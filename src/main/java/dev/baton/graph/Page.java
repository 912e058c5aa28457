package dev.baton.graph;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import graphql.relay.Connection;
import graphql.relay.ConnectionCursor;
import graphql.relay.DefaultConnectionCursor;
import graphql.relay.DefaultEdge;
import graphql.relay.DefaultPageInfo;
import graphql.relay.Edge;
import graphql.relay.PageInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/// A connection's page, in the connection's order whichever end it was asked from.
///
/// @param rows at most as many as were asked for
/// @param hasMore whether there are more rows in the direction of travel
/// @param total counts the whole connection, by a statement of its own that runs when [TotalCounts] is asked
public record Page<T>(PageRequest request, List<Row<T>> rows, boolean hasMore, Mono<Long> total)
        implements Connection<T> {

    /// One row and its place.
    public record Row<T>(T node, PageRequest.Cursor cursor) {}

    /// What a statement with `LIMIT limit + 1` brought, in the direction of travel.
    public static <T> Page<T> of(PageRequest request, List<Row<T>> fetched, Mono<Long> total) {
        boolean hasMore = fetched.size() > request.limit();
        List<Row<T>> rows = hasMore ? fetched.subList(0, request.limit()) : fetched;
        return new Page<>(request, request.backward() ? rows.reversed() : rows, hasMore, total);
    }

    /// The pages of many parents, from one statement's rows. A parent without rows gets an empty page.
    public static <P, T> Map<P, Page<T>> byParent(
            Set<P> parents, List<Map.Entry<P, Row<T>>> fetched, PageRequest request, Mono<Map<P, Long>> totals) {
        Map<P, List<Row<T>>> rows =
                fetched.stream().collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
        return parents.stream()
                .collect(toMap(
                        parent -> parent,
                        parent -> of(
                                request,
                                rows.getOrDefault(parent, List.of()),
                                totals.map(all -> all.getOrDefault(parent, 0L)))));
    }

    /// The page, whose total is counted in the context in which it was read: nobody else is there when it is asked
    /// for.
    public Page<T> countedIn(ContextView context) {
        return new Page<>(request, rows, hasMore, total.contextWrite(context));
    }

    public List<T> getNodes() {
        return rows.stream().map(Row::node).toList();
    }

    @Override
    public List<Edge<T>> getEdges() {
        return rows.stream()
                .<Edge<T>>map(row -> new DefaultEdge<>(row.node(), cursor(row)))
                .toList();
    }

    /// Whether there are rows behind the page's start is known without looking: there are, if it began at a
    /// cursor.
    @Override
    public PageInfo getPageInfo() {
        boolean behind = request.from() != null;
        return new DefaultPageInfo(
                rows.isEmpty() ? null : cursor(rows.getFirst()),
                rows.isEmpty() ? null : cursor(rows.getLast()),
                request.backward() ? hasMore : behind,
                request.backward() ? behind : hasMore);
    }

    private static ConnectionCursor cursor(Row<?> row) {
        return new DefaultConnectionCursor(row.cursor().encode());
    }
}
