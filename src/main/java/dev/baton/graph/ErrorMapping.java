package dev.baton.graph;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.AbortExecutionException;
import graphql.execution.NonNullableValueCoercedAsNullException;
import graphql.schema.DataFetchingEnvironment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.graphql.execution.DataFetcherExceptionResolverAdapter;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.BindException;

/// Turns what a data fetcher threw into an error of the closed list: a [Fault] as it is, a lost database into
/// `UNAVAILABLE`, and anything else into `INTERNAL`, with nothing but the id that finds it in the log.
@Component
class ErrorMapping extends DataFetcherExceptionResolverAdapter {

    private static final Logger log = LoggerFactory.getLogger(ErrorMapping.class);

    /// What it logs belongs to a request.
    ErrorMapping() {
        setThreadLocalContextAware(true);
    }

    @Override
    protected @Nullable GraphQLError resolveToSingleError(Throwable thrown, DataFetchingEnvironment env) {
        return switch (thrown) {
            case Fault fault -> error(env, fault);
            case NonNullableValueCoercedAsNullException missing ->
                error(env, missing.getMessage(), Fault.Code.VALIDATION_FAILED.extensions());
            case BindException _ -> badValue(env);
            // The caller has gone; nobody reads this.
            case AbortExecutionException _ -> error(env, Fault.unavailable("The operation has ended."));
            // Before the lost database: Spring takes what timed out for that.
            case Throwable failure
            when SqlState.isDeadlock(failure) || SqlState.isTimeout(failure) -> error(env, Fault.busy());
            case DataAccessResourceFailureException _,
                    CannotCreateTransactionException _,
                    QueryTimeoutException _,
                    TimeoutException _ -> unavailable(env);
            default -> SqlState.isBadValue(thrown) ? badValue(env) : internal(thrown, env);
        };
    }

    private static GraphQLError badValue(DataFetchingEnvironment env) {
        return error(env, Fault.BAD_VALUE, Fault.Code.BAD_REQUEST.extensions());
    }

    private static GraphQLError unavailable(DataFetchingEnvironment env) {
        return error(env, Fault.unavailable("The database cannot be reached. Try again shortly."));
    }

    private static GraphQLError internal(Throwable thrown, DataFetchingEnvironment env) {
        String requestId = env.getExecutionId().toString();
        log.error(
                "Request {} failed at {}", requestId, env.getExecutionStepInfo().getPath(), thrown);
        return error(
                env,
                new Fault(Fault.Code.INTERNAL, "Something went wrong inside Baton.", Map.of("requestId", requestId)));
    }

    private static GraphQLError error(DataFetchingEnvironment env, Fault fault) {
        return error(env, fault.getMessage(), fault.extensions());
    }

    private static GraphQLError error(
            DataFetchingEnvironment env, @Nullable String message, Map<String, Object> extensions) {
        return new CodedError(GraphqlErrorBuilder.newError(env)
                .message("%s", message)
                .extensions(new LinkedHashMap<>(extensions))
                .build());
    }
}
