package dev.baton.database;

import dev.baton.graph.Fault;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import io.r2dbc.spi.Readable;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/// An order that pages can follow by key, so that page 1,000 costs what page 1 costs. The statements name the place
/// where the page goes with `{page}`; what replaces it is made of constants only, never of what a caller sent.
///
/// @param name goes into the cursor, so that a cursor of another order is refused
/// @param column what is sorted by, qualified by the table's alias; never NULL
/// @param type its SQL type
/// @param id what breaks ties, a uuid column; the same as `column` where that is unique
/// @param descending whether the largest comes first
public record Keyset(String name, String column, String type, String id, boolean descending) {

    public static Keyset ascending(String name, String column, String type, String id) {
        return new Keyset(name, column, type, id, false);
    }

    public static Keyset descending(String name, String column, String type, String id) {
        return new Keyset(name, column, type, id, true);
    }

    /// The statement for this page, with what it needs bound. It reads one row more than asked for, to know
    /// whether there are more, and each row brings its cursor in `page_key` and `page_id`.
    public GenericExecuteSpec page(DatabaseClient client, String sql, PageRequest request) {
        boolean down = descending != request.backward();
        String direction = down ? " DESC" : " ASC";
        PageRequest.Cursor from = request.from();
        String after = from == null
                ? ""
                : "AND (" + column + ", " + id + ") " + (down ? "<" : ">") + " (:page_key::" + type
                        + ", :page_id::uuid)";
        GenericExecuteSpec spec = client.sql(
                        sql.replace("{key}", column + "::text AS page_key, " + id + "::text AS page_id")
                                .replace(
                                        "{page}",
                                        after + " ORDER BY " + column + direction + ", " + id + direction
                                                + " LIMIT :page_limit"))
                .bind("page_limit", request.limit() + 1);
        return from == null ? spec : bindCursor(spec, from);
    }

    /// The page that a statement made by [#page] brings, with the total behind it.
    public <T> Mono<Page<T>> fetch(
            GenericExecuteSpec spec, PageRequest request, Function<Columns, T> mapper, Mono<Long> total) {
        return Mono.deferContextual(context -> spec.map(row -> row(row, mapper))
                .all()
                .collectList()
                .map(rows -> Page.of(request, rows, total).countedIn(context)));
    }

    /// A row of a page with its cursor.
    public <T> Page.Row<T> row(Readable row, Function<Columns, T> mapper) {
        var columns = new Columns(row);
        var cursor = new PageRequest.Cursor(name, columns.text("page_key"), columns.text("page_id"));
        return new Page.Row<>(mapper.apply(columns), cursor);
    }

    private GenericExecuteSpec bindCursor(GenericExecuteSpec spec, PageRequest.Cursor from) {
        if (!from.order().equals(name)) {
            throw new Fault(
                    Fault.Code.BAD_REQUEST, "The cursor belongs to another order or list. Start again without it.");
        }
        return spec.bind("page_key", from.key()).bind("page_id", from.id());
    }
}
