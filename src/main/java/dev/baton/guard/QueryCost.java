package dev.baton.guard;

import graphql.execution.MergedField;
import graphql.execution.MergedSelectionSet;
import graphql.language.Field;
import graphql.schema.GraphQLObjectType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The most points that one operation can cost, known before it runs, by the rules of the IBM GraphQL cost
/// specification: each field has a weight, and a list multiplies what stands below it.
///
/// What the engine would merge is counted once, an alias counts as a field of its own, a selection that `@skip` or
/// `@include` leaves out is not counted, and of an abstract type's objects the dearest counts. An input object that
/// the caller gives counts too, in a list each of them.
///
/// Points are summed as floating-point numbers: they do not overflow, they only get coarse where no limit reaches.
final class QueryCost {

    /// The largest whole number that every reader of JSON keeps.
    static final long MAXIMUM = (1L << 53) - 1;

    /// The most fields to look at. Fragments can spell more than anybody could send or should have priced.
    private static final int MAX_FIELDS = 20_000;

    private static final int MAX_COSTLY_LOOKS = 1_000;

    private final Map<Below, Double> known = new HashMap<>();
    private final Weights weights;
    private final Selections selections;
    private final Arguments arguments;
    private final double total;
    private int seen;

    QueryCost(Selections selections) {
        this.weights = selections.weights();
        this.selections = selections;
        this.arguments = selections.arguments();
        double sum = prices(selections.top(), selections.root(), Sized.NOTHING).stream()
                .mapToDouble(Price::total)
                .sum();
        this.total = Math.max(sum, (double) selections.toll());
    }

    /// In whole points, from the toll to [#MAXIMUM].
    long points() {
        return whole(total);
    }

    /// For each event of a subscription, without what it costs to begin, in whole points.
    long pointsOfEvent() {
        double events = 0;
        for (MergedField field : selections.top().getSubFieldsList()) {
            Price price = price(field, selections.root(), Sized.NOTHING);
            events += price.total()
                    - Math.min(
                            price.own(),
                            weights.of(selections.root(), field.getName()).once());
        }
        return whole(events);
    }

    /// One field of the answer and what it costs alone, over all of its repetitions.
    ///
    /// @param field its name in the schema, such as `Query.tasks`
    /// @param path the response keys from the top, with dots between them
    record Costly(String field, String path, long points) {}

    /// The fields that cost most, the dearest first: where to ask for less.
    List<Costly> costliest(int limit) {
        var open = new PriorityQueue<>(Comparator.comparingDouble(Place::all).reversed());
        var dearest = new PriorityQueue<>(Comparator.comparingDouble(Place::own));
        seen = 0;
        prices(selections.top(), selections.root(), Sized.NOTHING)
                .forEach(price -> open.add(new Place(price.key(), 1, price)));
        // A field costs no less than any below it: what is dearer than the dearest open one needs no further look.
        for (int looks = 0; looks < MAX_COSTLY_LOOKS && !open.isEmpty(); looks++) {
            Place place = open.remove();
            if (dearest.size() == limit && dearest.element().own() >= place.all()) {
                break;
            }
            dearest.add(place);
            if (dearest.size() > limit) {
                dearest.remove();
            }
            below(place).forEach(open::add);
        }
        return dearest.stream()
                .filter(place -> place.own() > 0)
                .sorted(Comparator.comparingDouble(Place::own).reversed())
                .map(place -> new Costly(place.price().coordinates(), place.path(), whole(place.own())))
                .toList();
    }

    /// A field with its price.
    ///
    /// @param own without what is below it
    /// @param size how often what is below it counts
    /// @param dearest the object type that counts, where there is any
    private record Price(
            GraphQLObjectType parent,
            MergedField field,
            double own,
            double size,
            double total,
            @Nullable GraphQLObjectType dearest,
            Sized passed) {

        String key() {
            return field.getResultKey();
        }

        String coordinates() {
            return parent.getName() + "." + field.getName();
        }
    }

    /// A list's size on its way from the field with the slicing arguments to the fields that are the list.
    private record Sized(List<String> fields, double size) {
        static final Sized NOTHING = new Sized(List.of(), 0);
    }

    /// What the price of a selection depends on; fragments make the same one appear many times.
    private record Below(List<Field> fields, GraphQLObjectType type, Sized sized) {}

    private record Place(String path, double times, Price price) {

        double own() {
            return times * price.own();
        }

        double all() {
            return times * price.total();
        }
    }

    private List<Place> below(Place place) {
        Price price = place.price();
        if (price.dearest() == null) {
            return List.of();
        }
        return prices(selections.below(price.field(), price.dearest()), price.dearest(), price.passed()).stream()
                .map(child -> new Place(place.path() + "." + child.key(), place.times() * price.size(), child))
                .toList();
    }

    private List<Price> prices(MergedSelectionSet selection, GraphQLObjectType type, Sized sized) {
        var prices = new ArrayList<Price>(selection.size());
        for (MergedField field : selection.getSubFieldsList()) {
            prices.add(price(field, type, sized));
        }
        return prices;
    }

    private Price price(MergedField field, GraphQLObjectType parent, Sized sized) {
        if (++seen > MAX_FIELDS) {
            return new Price(parent, field, 0, 0, Double.POSITIVE_INFINITY, null, Sized.NOTHING);
        }
        Weights.Field weight = weights.of(parent, field.getName());
        Map<String, Object> given = arguments.given(field.getSingleField());
        double slice = slice(weight, given);
        boolean passesOn = !weight.sizedFields().isEmpty();
        double size =
                !weight.list() ? 1 : sized.fields().contains(field.getName()) ? sized.size() : passesOn ? 1 : slice;
        Sized passed = passesOn ? new Sized(weight.sizedFields(), slice) : Sized.NOTHING;
        double each = weight.each();
        double under = 0;
        GraphQLObjectType dearest = null;
        for (Weights.Weighed object : weight.objects()) {
            double below = below(field, object.type(), passed);
            if (dearest == null || object.points() + below > each + under) {
                dearest = object.type();
                each = object.points();
                under = below;
            }
        }
        double own = Math.max(0, weight.once() + arguments.points(weight.definition(), given) + times(size, each));
        return new Price(parent, field, own, size, own + times(size, under), dearest, passed);
    }

    private double below(MergedField field, GraphQLObjectType type, Sized sized) {
        var key = new Below(field.getFields(), type, sized);
        Double price = known.get(key);
        if (price == null) {
            price = prices(selections.below(field, type), type, sized).stream()
                    .mapToDouble(Price::total)
                    .sum();
            known.put(key, price);
        }
        return price;
    }

    /// Nothing times something endless is nothing.
    private static double times(double size, double points) {
        return size == 0 ? 0 : size * points;
    }

    private static double slice(Weights.Field weight, Map<String, Object> given) {
        return weight.slicingArguments().stream()
                .<Double>mapMulti((argument, sizes) -> {
                    Object value = at(argument, given);
                    size(value == null ? weight.defaultSizes().get(argument) : value, sizes);
                })
                .mapToDouble(size -> size)
                .max()
                .orElse(weight.assumedSize());
    }

    /// What was given at a path of names, with dots between them.
    private static @Nullable Object at(String path, Map<?, ?> given) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return given.get(path);
        }
        return given.get(path.substring(0, dot)) instanceof Map<?, ?> below ? at(path.substring(dot + 1), below) : null;
    }

    private static void size(@Nullable Object value, Consumer<Double> sizes) {
        switch (value) {
            case Number number -> sizes.accept(Math.max(0, number.doubleValue()));
            // A list that asks for something by each of its items, such as ids.
            case Collection<?> items -> sizes.accept((double) items.size());
            case null, default -> {}
        }
    }

    static long whole(double points) {
        return (long) Math.clamp(Math.ceil(points), Toll.MINIMUM, MAXIMUM);
    }
}
