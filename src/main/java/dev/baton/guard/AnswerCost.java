package dev.baton.guard;

import graphql.execution.MergedField;
import graphql.execution.MergedSelectionSet;
import graphql.language.Field;
import graphql.schema.GraphQLObjectType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an operation cost: the sum that [QueryCost] bounds, over the items that there were.
///
/// The answer does not tell of which type an object is; where the selected fields leave more than one, the dearest of
/// them counts.
final class AnswerCost {

    private final Map<Below, MergedSelectionSet> collected = new HashMap<>();
    private final Selections selections;
    private final Arguments arguments;

    private AnswerCost(Selections selections) {
        this.selections = selections;
        this.arguments = selections.arguments();
    }

    /// In whole points, at least the toll.
    ///
    /// @param data what was answered; null where an error left nothing of it
    static long of(Selections selections, @Nullable Map<String, ?> data) {
        var cost = new AnswerCost(selections);
        double points = data == null ? 0 : cost.of(selections.top(), selections.root(), data);
        return Math.max(selections.toll(), QueryCost.whole(points));
    }

    private record Below(List<Field> fields, GraphQLObjectType type) {}

    private double of(MergedSelectionSet selection, GraphQLObjectType type, Map<?, ?> values) {
        double sum = 0;
        for (MergedField field : selection.getSubFieldsList()) {
            sum += of(field, selections.weights().of(type, field.getName()), values.get(field.getResultKey()));
        }
        return sum;
    }

    private double of(MergedField field, Weights.Field weight, @Nullable Object value) {
        List<?> items = items(weight, value);
        double own = weight.once() + arguments.points(weight.definition(), arguments.given(field.getSingleField()));
        double below = 0;
        for (Object item : items) {
            Priced priced = weight.objects().isEmpty() ? new Priced(weight.each(), 0) : priced(field, weight, item);
            own += priced.own();
            below += priced.below();
        }
        return Math.max(0, own) + below;
    }

    /// An item of the answer.
    ///
    /// @param below for what was selected of it
    private record Priced(double own, double below) {

        static final Priced NOTHING = new Priced(0, 0);

        double total() {
            return own + below;
        }
    }

    private Priced priced(MergedField field, Weights.Field weight, @Nullable Object item) {
        Priced dearest = Priced.NOTHING;
        if (item instanceof Map<?, ?> object) {
            for (Weights.Weighed possible : weight.objects()) {
                MergedSelectionSet selection = below(field, possible.type());
                if (weight.objects().size() == 1 || isOf(selection, object)) {
                    var priced = new Priced(possible.points(), of(selection, possible.type(), object));
                    dearest = priced.total() > dearest.total() ? priced : dearest;
                }
            }
        }
        return dearest;
    }

    private static boolean isOf(MergedSelectionSet selection, Map<?, ?> object) {
        return selection.size() == object.size() && object.keySet().containsAll(selection.getKeys());
    }

    private MergedSelectionSet below(MergedField field, GraphQLObjectType type) {
        return collected.computeIfAbsent(new Below(field.getFields(), type), _ -> selections.below(field, type));
    }

    private static List<?> items(Weights.Field weight, @Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case List<?> items when weight.list() -> items;
            default -> List.of(value);
        };
    }
}
