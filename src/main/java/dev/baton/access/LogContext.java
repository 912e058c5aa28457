package dev.baton.access;

import dev.baton.graph.WorkspaceId;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/// What a line of the log says that belongs to a request: `requestId`, and `workspace` once the caller is known. It
/// travels with the reactive chain, and is in the logger's MDC where something is said [#within] it, and where Spring
/// GraphQL has a data fetcher's error resolved.
///
/// Reactor could restore it in front of every operator (`spring.reactor.context-propagation=auto`). It would restore
/// all that is registered, the thread's idea of who is signed in as well, and callers of sockets were taken for
/// nobody.
public final class LogContext {

    private static final String REQUEST = "requestId";
    private static final String WORKSPACE = "workspace";

    static {
        ContextRegistry.getInstance().registerThreadLocalAccessor(new Slf4jThreadLocalAccessor(REQUEST, WORKSPACE));
    }

    private LogContext() {}

    /// Of who has not signed in yet.
    static ContextView of(String requestId) {
        return of(requestId, null);
    }

    /// @param workspace null where nobody knows it
    public static ContextView of(String requestId, @Nullable WorkspaceId workspace) {
        Map<String, String> fields = workspace == null
                ? Map.of(REQUEST, requestId)
                : Map.of(REQUEST, requestId, WORKSPACE, workspace.toString());
        return Context.of(Slf4jThreadLocalAccessor.KEY, fields);
    }

    /// Says what went wrong in a line that names the request.
    public static <T> UnaryOperator<Mono<T>> onError(Consumer<Throwable> say) {
        return work -> work.onErrorResume(failure -> Mono.deferContextual(context -> {
            within(context, () -> say.accept(failure));
            return Mono.error(failure);
        }));
    }

    /// Says something in a line that names the context's request, where it has one.
    public static void within(ContextView context, Runnable say) {
        Map<String, String> fields = context.<Map<String, String>>getOrEmpty(Slf4jThreadLocalAccessor.KEY)
                .orElse(Map.of());
        fields.forEach(MDC::put);
        try {
            say.run();
        } finally {
            fields.keySet().forEach(MDC::remove);
        }
    }
}
