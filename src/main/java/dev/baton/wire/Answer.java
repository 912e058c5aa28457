package dev.baton.wire;

import dev.baton.access.LogContext;
import dev.baton.graph.Fault;
import dev.baton.graph.WorkspaceId;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import java.util.List;
import java.util.Map;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.graphql.execution.SubscriptionPublisherException;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import reactor.core.publisher.Mono;

/// What came of an operation, as a transport has to tell it.
sealed interface Answer {

    Logger LOG = LoggerFactory.getLogger(Answer.class);

    /// It did not run: there is no `data`, only errors.
    record Refused(ExecutionResult result) implements Answer {

        List<Map<String, Object>> errors() {
            return specifications(result.getErrors());
        }
    }

    record Single(ExecutionResult result) implements Answer {}

    /// A subscription. Nobody has subscribed to its results yet, so leaving them alone undoes it.
    record Stream(Publisher<ExecutionResult> results) implements Answer {}

    /// Runs the operation. By way of a future: what a subscription began with, the request above all, would
    /// otherwise be kept by operators that have done their work, for as long as it runs.
    ///
    /// @throws Fault as an error signal, where the request is too large for a subscription
    static Mono<Answer> to(WebGraphQlRequest request, House house) {
        Mono<Answer> answer =
                house.graphQl().handleRequest(request).map(response -> of(response, request, house.settings()));
        return Mono.deferContextual(
                context -> Mono.fromFuture(answer.contextWrite(context).toFuture()));
    }

    private static Answer of(WebGraphQlResponse response, WebGraphQlRequest request, SocketSettings settings) {
        ExecutionResult result = response.getExecutionResult();
        if (result.getData() instanceof Publisher<?> results) {
            if (Weight.of(request) > settings.maxSubscription().toBytes()) {
                throw new Fault(
                        Fault.Code.VALIDATION_FAILED,
                        "The request is too large for a subscription. Shorten it, and leave out what it does not use.");
            }
            @SuppressWarnings("unchecked") // the engine maps each event of a subscription to a result
            var stream = (Publisher<ExecutionResult>) results;
            return new Stream(stream);
        }
        return result.isDataPresent() ? new Single(result) : new Refused(result);
    }

    /// What ended a stream of results, as entries of `errors`.
    ///
    /// @param workspace the caller's, for the log
    static List<Map<String, Object>> errors(Throwable thrown, String requestId, WorkspaceId workspace) {
        return switch (thrown) {
            case SubscriptionPublisherException resolved -> specifications(resolved.getErrors());
            case Fault fault -> errors(fault);
            default -> errors(internal(thrown, requestId, workspace));
        };
    }

    static List<Map<String, Object>> errors(Fault fault) {
        return List.of(Map.of("message", String.valueOf(fault.getMessage()), "extensions", fault.extensions()));
    }

    private static Fault internal(Throwable thrown, String requestId, WorkspaceId workspace) {
        LogContext.within(LogContext.of(requestId, workspace), () -> LOG.error("Request {} failed", requestId, thrown));
        return new Fault(Fault.Code.INTERNAL, "Something went wrong inside Baton.", Map.of("requestId", requestId));
    }

    private static List<Map<String, Object>> specifications(List<GraphQLError> errors) {
        return errors.stream().map(GraphQLError::toSpecification).toList();
    }
}
