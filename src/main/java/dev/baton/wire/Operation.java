package dev.baton.wire;

import dev.baton.access.CallerAuthentication;
import dev.baton.access.LogContext;
import dev.baton.graph.Fault;
import dev.baton.graph.WorkspaceId;
import graphql.ExecutionResult;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// One operation that runs on a socket, from its `subscribe` to the message that ends it.
final class Operation {

    private final Socket socket;
    private final String id;
    private final CallerAuthentication login;
    private final byte[] beforeNext;
    private final Sinks.Empty<Void> canceled = Sinks.empty();
    private final Sinks.Empty<Void> revoked = Sinks.empty();
    private volatile boolean isCanceled;
    private volatile boolean isStream;

    /// @param id the client's, under which it is answered
    /// @param login in whose name it runs, from its beginning to its end
    Operation(Socket socket, String id, CallerAuthentication login) {
        this.socket = socket;
        this.id = id;
        this.login = login;
        this.beforeNext = Frame.beforeNext(id);
    }

    /// Runs it: its answers, as they are asked for.
    Flux<Frame> run(WebGraphQlRequest request, House house) {
        String requestId = request.getId();
        WorkspaceId workspace = login.getPrincipal().workspace();
        return Answer.to(request, house)
                .flatMapMany(answer -> answer(answer, house.payload()))
                .onErrorResume(thrown -> last(() -> Frame.error(id, Answer.errors(thrown, requestId, workspace))))
                .takeUntilOther(canceled.asMono())
                .doFinally(_ -> socket.release(id, this))
                .contextWrite(ReactiveSecurityContextHolder.withAuthentication(login))
                .contextWrite(LogContext.of(requestId, workspace));
    }

    /// The client does not want it any more: nothing more is said of it.
    void cancel() {
        isCanceled = true;
        canceled.tryEmitEmpty();
    }

    /// Ends it with the fault where it is a subscription; anything else is answered.
    void revoke(Fault why) {
        revoked.tryEmitError(why);
    }

    boolean isCanceled() {
        return isCanceled;
    }

    /// Whether it is known to be a subscription.
    boolean isStream() {
        return isStream;
    }

    private Flux<Frame> answer(Answer answer, Payload payload) {
        return switch (answer) {
            case Answer.Refused refused ->
                last(() -> Frame.error(id, refused.errors())).flux();
            case Answer.Single(var result) ->
                Mono.fromSupplier(() -> next(result, payload)).concatWith(last(() -> Frame.complete(id)));
            case Answer.Stream(var results) ->
                Flux.using(socket::takeRoom, _ -> stream(results, payload), taken -> socket.giveBack(taken));
        };
    }

    private Flux<Frame> stream(Publisher<ExecutionResult> results, Payload payload) {
        isStream = true;
        return Flux.from(results)
                .takeUntilOther(revoked.asMono())
                .map(result -> next(result, payload))
                .concatWith(last(() -> Frame.complete(id)));
    }

    private Frame next(ExecutionResult result, Payload payload) {
        return Frame.next(this, beforeNext, payload.payload(result));
    }

    /// The message that ends the operation. From then on the id is free: the client may have it before anything
    /// else happens here.
    private Mono<Frame> last(Supplier<Frame> message) {
        return Mono.defer(() -> socket.release(id, this) ? Mono.just(message.get()) : Mono.empty());
    }
}
