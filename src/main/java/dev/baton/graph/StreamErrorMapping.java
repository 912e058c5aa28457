package dev.baton.graph;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.graphql.execution.SubscriptionExceptionResolverAdapter;
import org.springframework.stereotype.Component;

/// What [ErrorMapping] is for data fetchers, for what ends a stream that has begun.
@Component
class StreamErrorMapping extends SubscriptionExceptionResolverAdapter {

    private static final Logger log = LoggerFactory.getLogger(StreamErrorMapping.class);

    @Override
    protected GraphQLError resolveToSingleError(Throwable thrown) {
        Fault fault = thrown instanceof Fault known ? known : internal(thrown);
        return new CodedError(GraphqlErrorBuilder.newError()
                .message("%s", fault.getMessage())
                .extensions(fault.extensions())
                .build());
    }

    private static Fault internal(Throwable thrown) {
        String requestId = TypeId.next().toString();
        log.error("Stream {} failed", requestId, thrown);
        return new Fault(Fault.Code.INTERNAL, "Something went wrong inside Baton.", Map.of("requestId", requestId));
    }
}
