package dev.baton.access;

import dev.baton.database.Reach;
import dev.baton.graph.Fault;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import java.util.Map;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Knows the caller of each operation, whatever it came in over, and makes it known inside: as `Caller.current()`, as
/// `@AuthenticationPrincipal Caller`, and under `Caller.class` in the GraphQL context. The outermost interceptor, so
/// that the others know the caller too.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class SignIn implements WebGraphQlInterceptor {

    private final Retirements retirements;
    private final Revocations revocations;

    SignIn(Retirements retirements, Revocations revocations) {
        this.retirements = retirements;
        this.revocations = revocations;
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return ReactiveSecurityContextHolder.getContext()
                .mapNotNull(context -> context.getAuthentication())
                .ofType(CallerAuthentication.class)
                .flatMap(login -> identified(request, login, chain))
                .switchIfEmpty(Mono.fromSupplier(() -> refused(request, Caller.unknown())));
    }

    private Mono<WebGraphQlResponse> identified(WebGraphQlRequest request, CallerAuthentication login, Chain chain) {
        request.configureExecutionInput(
                (_, builder) -> builder.graphQLContext(Map.of(Caller.class, login.getPrincipal()))
                        .build());
        return retirements
                .refusal(login.getPrincipal())
                .switchIfEmpty(refusal(login))
                .map(fault -> refused(request, fault))
                .switchIfEmpty(Mono.defer(() -> chain.next(request)))
                .contextWrite(Reach.within(login.getPrincipal().workspace()))
                .contextWrite(
                        LogContext.of(request.getId(), login.getPrincipal().workspace()));
    }

    private Mono<Fault> refusal(CallerAuthentication login) {
        return revocations.lapse(login).map(Lapse::fault).onErrorResume(Retirements::unknown);
    }

    private static WebGraphQlResponse refused(WebGraphQlRequest request, Fault fault) {
        ExecutionInput input = request.toExecutionInput();
        ExecutionResult result =
                ExecutionResult.newExecutionResult().addError(error(fault)).build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(input, result));
    }

    private static GraphQLError error(Fault fault) {
        return GraphqlErrorBuilder.newError()
                .message("%s", fault.getMessage())
                .extensions(fault.extensions())
                .build();
    }
}
