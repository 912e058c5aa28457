package dev.baton.guard;

import dev.baton.graph.Fault;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What can be said against a document by its shape alone, before the schema is looked at: validating a hostile one
/// costs more than counting it.
final class DocumentShape {

    private final GuardProperties limits;
    private final Map<String, FragmentDefinition> fragments;
    private final Map<String, Reach> reaches = new HashMap<>();
    private int aliases;
    private int directives;

    private DocumentShape(GuardProperties limits, Document document) {
        this.limits = limits;
        this.fragments = document.getDefinitionsOfType(FragmentDefinition.class).stream()
                .collect(Collectors.toMap(FragmentDefinition::getName, Function.identity(), (first, _) -> first));
    }

    /// @throws Fault `VALIDATION_FAILED` for a document beyond the limits, or one whose fragments form a circle
    static void check(Document document, GuardProperties limits) {
        var shape = new DocumentShape(limits, document);
        shape.atMost(limits.maxFragments(), shape.fragments.size(), "named fragments");
        shape.fragments.values().forEach(shape::reach);
        for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
            shape.directivesOf(operation);
            Reach reach = shape.reach(operation.getSelectionSet());
            shape.atMost(limits.maxDepth(), reach.depth(), "levels of fields");
            shape.atMost(limits.maxRootFields(), reach.width(), "fields at the top of an operation");
            if (operation.getOperation() == OperationDefinition.Operation.SUBSCRIPTION) {
                shape.requireUnconditional(operation.getSelectionSet(), new HashSet<>());
            }
        }
    }

    /// How far a selection goes.
    ///
    /// @param depth how many fields are below one another
    /// @param width how many fields are at its top
    private record Reach(int depth, int width) {
        static final Reach NONE = new Reach(0, 0);
        static final Reach OPEN = new Reach(-1, -1);

        Reach beside(Reach other) {
            return new Reach(Math.max(depth, other.depth), Math.min(width + other.width, 1_000_000));
        }
    }

    private Reach reach(FragmentDefinition fragment) {
        Reach known = reaches.get(fragment.getName());
        if (Reach.OPEN.equals(known)) {
            throw refusal("The fragment %s contains itself.".formatted(fragment.getName()));
        }
        if (known == null) {
            reaches.put(fragment.getName(), Reach.OPEN);
            directivesOf(fragment);
            known = reach(fragment.getSelectionSet());
            reaches.put(fragment.getName(), known);
        }
        return known;
    }

    private Reach reach(@Nullable SelectionSet selections) {
        Reach reach = Reach.NONE;
        if (selections != null) {
            for (Selection<?> selection : selections.getSelections()) {
                reach = reach.beside(reach(selection));
            }
        }
        return reach;
    }

    private Reach reach(Selection<?> selection) {
        directivesOf((DirectivesContainer<?>) selection);
        return switch (selection) {
            case Field field -> {
                aliases += field.getAlias() == null ? 0 : 1;
                atMost(limits.maxAliases(), aliases, "aliases");
                yield new Reach(1 + reach(field.getSelectionSet()).depth(), 1);
            }
            case InlineFragment inline -> reach(inline.getSelectionSet());
            // Validation names a fragment that does not exist.
            case FragmentSpread spread ->
                fragments.containsKey(spread.getName()) ? reach(fragments.get(spread.getName())) : Reach.NONE;
            default -> Reach.NONE;
        };
    }

    /// A subscription has one field, always. The specification says so since September 2025; validation fails on a
    /// condition whose variable it does not know yet.
    private void requireUnconditional(SelectionSet top, Set<String> seen) {
        for (Selection<?> selection : top.getSelections()) {
            var conditional = (DirectivesContainer<?>) selection;
            if (conditional.hasDirective("include") || conditional.hasDirective("skip")) {
                throw refusal("The field of a subscription cannot be left out: take @skip or @include away.");
            }
            switch (selection) {
                case InlineFragment inline -> requireUnconditional(inline.getSelectionSet(), seen);
                case FragmentSpread spread -> {
                    FragmentDefinition fragment = fragments.get(spread.getName());
                    if (fragment != null && seen.add(spread.getName())) {
                        requireUnconditional(fragment.getSelectionSet(), seen);
                    }
                }
                default -> {}
            }
        }
    }

    private void directivesOf(DirectivesContainer<?> element) {
        directives += element.getDirectives().size();
        atMost(limits.maxDirectives(), directives, "directives");
    }

    private void atMost(int limit, int found, String what) {
        if (found > limit) {
            throw refusal("The document has more than %d %s. Ask in smaller pieces.".formatted(limit, what));
        }
    }

    private static Fault refusal(String message) {
        return new Fault(Fault.Code.VALIDATION_FAILED, message);
    }
}
