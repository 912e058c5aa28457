package dev.baton.stream;

import graphql.GraphQLContext;
import graphql.execution.ExecutionContext;
import graphql.language.Field;
import graphql.language.Node;
import graphql.language.NodeTraverser;
import graphql.language.NodeVisitorStub;
import graphql.language.VariableReference;
import graphql.util.TraversalControl;
import graphql.util.TraverserContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a subscription asks of each of its items: the same for two that differ only in where they begin and in which
/// items they let through.
///
/// @param variables those that are used below the stream's field, or on it other than for its arguments
record Selection(String document, @Nullable String operation, Map<String, @Nullable Object> variables) {

    static Selection of(ExecutionContext context) {
        var variables = new LinkedHashMap<String, @Nullable Object>();
        used(context)
                .forEach(name ->
                        variables.put(name, context.getCoercedVariables().get(name)));
        return new Selection(
                context.getExecutionInput().getQuery(),
                context.getExecutionInput().getOperationName(),
                variables);
    }

    /// @throws NullPointerException where the operation is no subscription
    static Selection in(GraphQLContext context) {
        return Objects.requireNonNull(context.get(Selection.class));
    }

    void leaveIn(GraphQLContext context) {
        context.put(Selection.class, this);
    }

    private static Set<String> used(ExecutionContext context) {
        var names = new HashSet<String>();
        var references = new NodeVisitorStub() {
            @Override
            @SuppressWarnings("rawtypes") // As GraphQL Java declares it.
            public TraversalControl visitVariableReference(VariableReference node, TraverserContext<Node> at) {
                names.add(node.getName());
                return TraversalControl.CONTINUE;
            }
        };
        new NodeTraverser().preOrder(references, nodes(context));
        return names;
    }

    // Of fragments all, whether they are used or not: at worst two subscriptions do not share that could.
    private static List<Node<?>> nodes(ExecutionContext context) {
        var nodes = new ArrayList<Node<?>>(context.getFragmentsByName().values());
        context.getOperationDefinition().getSelectionSet().getSelections().stream()
                .flatMap(selection -> selection instanceof Field field ? withoutArguments(field) : Stream.of(selection))
                .forEach(nodes::add);
        return nodes;
    }

    private static Stream<Node<?>> withoutArguments(Field field) {
        return Stream.concat(field.getDirectives().stream(), Stream.of(field.getSelectionSet()));
    }
}
