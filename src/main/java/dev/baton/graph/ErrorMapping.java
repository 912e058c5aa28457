package dev.baton.graph;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.NonNullableValueCoercedAsNullException;
import graphql.schema.DataFetchingEnvironment;
import io.r2dbc.spi.R2dbcException;
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
    private static final int RETRY_AFTER_MS = 1_000;

    @Override
    protected @Nullable GraphQLError resolveToSingleError(Throwable thrown, DataFetchingEnvironment env) {
        return switch (thrown) {
            case Fault fault -> error(env, fault.getMessage(), fault.extensions());
            case NonNullableValueCoercedAsNullException missing ->
                error(env, missing.getMessage(), Fault.Code.VALIDATION_FAILED.extensions());
            case BindException _ -> badValue(env);
            case DataAccessResourceFailureException _,
                    CannotCreateTransactionException _,
                    QueryTimeoutException _,
                    TimeoutException _ -> unavailable(env);
            default -> isDataException(thrown) ? badValue(env) : internal(thrown, env);
        };
    }

    /// SQLSTATE class 22: a value that a column or a cast does not take, for instance from a cursor made by hand.
    private static boolean isDataException(Throwable thrown) {
        return thrown.getCause() instanceof R2dbcException refused
                && refused.getSqlState() != null
                && refused.getSqlState().startsWith("22");
    }

    private static GraphQLError badValue(DataFetchingEnvironment env) {
        return error(env, "An argument has a value that does not fit.", Fault.Code.BAD_REQUEST.extensions());
    }

    private static GraphQLError unavailable(DataFetchingEnvironment env) {
        var fault = new Fault(Fault.Code.UNAVAILABLE, "", Map.of("retryAfterMs", RETRY_AFTER_MS));
        return error(env, "The database cannot be reached. Try again shortly.", fault.extensions());
    }

    private static GraphQLError internal(Throwable thrown, DataFetchingEnvironment env) {
        String requestId = env.getExecutionId().toString();
        log.error(
                "Request {} failed at {}", requestId, env.getExecutionStepInfo().getPath(), thrown);
        var fault = new Fault(Fault.Code.INTERNAL, "", Map.of("requestId", requestId));
        return error(env, "Something went wrong inside Baton.", fault.extensions());
    }

    private static GraphQLError error(
            DataFetchingEnvironment env, @Nullable String message, Map<String, Object> extensions) {
        return GraphqlErrorBuilder.newError(env)
                .message("%s", message)
                .extensions(new LinkedHashMap<>(extensions))
                .build();
    }
}
