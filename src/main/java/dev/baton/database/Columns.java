package dev.baton.database;

import dev.baton.graph.TypeId;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

/// A row read by column, saying what may be NULL; and the other way, values that may be null as parameters.
public record Columns(Readable row) {

    private static final ObjectMapper JSON = JsonMapper.shared();

    /// A value that the column's constraint does not allow to be NULL.
    ///
    /// @throws IllegalStateException where it is NULL all the same
    public <T> T get(String column, Class<T> type) {
        T value = row.get(column, type);
        if (value == null) {
            throw new IllegalStateException("Column " + column + " is NULL");
        }
        return value;
    }

    public <T> @Nullable T find(String column, Class<T> type) {
        return row.get(column, type);
    }

    /// Reads an entry of a map of each row, at once: the driver frees a row when it was mapped.
    public static <K, V> Function<Readable, Map.Entry<K, V>> entry(
            Function<Columns, K> key, Function<Columns, V> value) {
        return row -> Map.entry(key.apply(new Columns(row)), value.apply(new Columns(row)));
    }

    public UUID uuid(String column) {
        return get(column, UUID.class);
    }

    /// A typed id, by its constructor.
    public <I extends TypeId> I id(String column, Function<UUID, I> type) {
        return type.apply(uuid(column));
    }

    public <I extends TypeId> @Nullable I findId(String column, Function<UUID, I> type) {
        UUID value = row.get(column, UUID.class);
        return value == null ? null : type.apply(value);
    }

    public String text(String column) {
        return get(column, String.class);
    }

    public int integer(String column) {
        return get(column, Integer.class);
    }

    public long bigint(String column) {
        return get(column, Long.class);
    }

    public boolean bool(String column) {
        return get(column, Boolean.class);
    }

    public OffsetDateTime time(String column) {
        return get(column, OffsetDateTime.class);
    }

    public List<String> texts(String column) {
        return List.of(get(column, String[].class));
    }

    public <E extends Enum<E>> E constant(String column, Class<E> type) {
        return Enum.valueOf(type, text(column));
    }

    public <E extends Enum<E>> @Nullable E findConstant(String column, Class<E> type) {
        String name = row.get(column, String.class);
        return name == null ? null : Enum.valueOf(type, name);
    }

    /// A JSON column as its text, for Jackson to write as it is: two bytes of JSON can make an object of fifty in
    /// memory, and a page has hundreds of these.
    public @Nullable Object json(String column) {
        Json json = row.get(column, Json.class);
        return json == null ? null : new RawValue(json.asString());
    }

    /// A parameter that may be NULL.
    public static <T> Parameter nullable(@Nullable T value, Class<T> type) {
        return value == null ? Parameters.in(type) : Parameters.in(value);
    }

    /// A `jsonb` parameter of any value that Jackson can write.
    public static Parameter json(@Nullable Object value) {
        return value == null ? Parameters.in(Json.class) : Parameters.in(Json.of(JSON.writeValueAsString(value)));
    }

    /// A `text[]` parameter of constants' names, NULL where there is no list: the form of a filter that may be
    /// absent.
    public static Parameter names(@Nullable Collection<? extends Enum<?>> constants) {
        return constants == null
                ? Parameters.in(String[].class)
                : Parameters.in(constants.stream().map(Enum::name).toArray(String[]::new));
    }

    /// A `text[]` parameter, NULL where there is no list.
    public static Parameter texts(@Nullable Collection<String> texts) {
        return texts == null ? Parameters.in(String[].class) : Parameters.in(texts.toArray(String[]::new));
    }

    /// A `uuid` parameter that may be NULL.
    public static Parameter nullable(@Nullable TypeId id) {
        return id == null ? Parameters.in(UUID.class) : Parameters.in(id.value());
    }

    /// An array parameter with one value of each row, for `unnest`.
    public static <R, V extends @Nullable Object> Parameter column(
            Collection<R> rows, Function<R, V> value, IntFunction<V[]> array) {
        return Parameters.in(rows.stream().map(value).toArray(array));
    }

    /// An id's UUID, where there is one.
    public static @Nullable UUID value(@Nullable TypeId id) {
        return id == null ? null : id.value();
    }

    /// A `uuid[]` parameter.
    public static Parameter ids(Collection<? extends TypeId> ids) {
        return Parameters.in(ids.stream().map(TypeId::value).toArray(UUID[]::new));
    }
}
