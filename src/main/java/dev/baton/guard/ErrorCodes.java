package dev.baton.guard;

import dev.baton.access.Caller;
import dev.baton.graph.Fault;
import graphql.ErrorType;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.introspection.GoodFaithIntrospection.BadFaithIntrospectionError;
import graphql.introspection.IntrospectionDisabledError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Gives the engine's own errors a code of the closed list, and takes the engine's insides out of their messages.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class ErrorCodes implements WebGraphQlInterceptor {

    private static final Logger log = LoggerFactory.getLogger(ErrorCodes.class);

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        // Baton speaks English; the engine would follow Accept-Language.
        request.configureExecutionInput(
                (_, input) -> input.locale(Locale.ENGLISH).build());
        return chain.next(request).map(ErrorCodes::coded).onErrorResume(thrown -> Mono.just(failed(request, thrown)));
    }

    private static WebGraphQlResponse coded(WebGraphQlResponse response) {
        List<GraphQLError> errors = response.getExecutionResult().getErrors();
        return errors.stream().allMatch(ErrorCodes::hasCode)
                ? response
                : response.transform(result -> result.errors(
                        errors.stream().map(error -> coded(error, response)).toList()));
    }

    private static boolean hasCode(GraphQLError error) {
        return error.getExtensions() != null && error.getExtensions().containsKey("code");
    }

    private static GraphQLError coded(GraphQLError error, WebGraphQlResponse response) {
        if (hasCode(error)) {
            return error;
        }
        Fault.Code code = code(error);
        Fault fault = code == Fault.Code.INTERNAL
                ? internal(response.getExecutionInput(), error.getMessage())
                : new Fault(code, Wording.plain(error.getMessage()));
        return new GuardError(
                String.valueOf(fault.getMessage()), error.getLocations(), error.getPath(), fault.extensions());
    }

    private static Fault.Code code(GraphQLError error) {
        return switch (error.getErrorType()) {
            case ErrorType.InvalidSyntax, ErrorType.OperationNotSupported -> Fault.Code.BAD_REQUEST;
            case ErrorType.ValidationError -> Fault.Code.VALIDATION_FAILED;
            // The client has gone; nobody reads this.
            case ErrorType.ExecutionAborted -> Fault.Code.UNAVAILABLE;
            default ->
                error instanceof BadFaithIntrospectionError || error instanceof IntrospectionDisabledError
                        ? Fault.Code.VALIDATION_FAILED
                        : Fault.Code.INTERNAL;
        };
    }

    /// What the engine threw instead of answering.
    private static WebGraphQlResponse failed(WebGraphQlRequest request, Throwable thrown) {
        ExecutionInput input = request.toExecutionInput();
        Fault fault = thrown instanceof Fault known ? known : internal(input, thrown);
        ExecutionResult result = ExecutionResult.newExecutionResult()
                .addError(GuardError.of(fault))
                .build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(input, result));
    }

    private static Fault internal(ExecutionInput input, Object cause) {
        String requestId = String.valueOf(input.getExecutionId());
        Caller caller = input.getGraphQLContext().get(Caller.class);
        log.atError()
                .setCause(cause instanceof Throwable thrown ? thrown : null)
                .addKeyValue("requestId", requestId)
                .addKeyValue("workspace", caller == null ? null : caller.workspace())
                .log("Request {} failed: {}", requestId, cause);
        return new Fault(Fault.Code.INTERNAL, "Something went wrong inside Baton.", Map.of("requestId", requestId));
    }
}
