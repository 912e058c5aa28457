package dev.baton.stream;

import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.schema.DataFetcher;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Gives the subscription's field its item, where the operation reads one.
@Component
class ItemFetching extends SimplePerformantInstrumentation {

    private static final int ROOT_FIELDS = 1;

    @Override
    public DataFetcher<?> instrumentDataFetcher(
            DataFetcher<?> fetcher,
            InstrumentationFieldFetchParameters parameters,
            @Nullable InstrumentationState state) {
        Item item = Item.of(parameters.getExecutionContext().getGraphQLContext());
        return item == null || level(parameters) > ROOT_FIELDS ? fetcher : _ -> item.value();
    }

    private static int level(InstrumentationFieldFetchParameters parameters) {
        return parameters.getExecutionStepInfo().getPath().getLevel();
    }
}
