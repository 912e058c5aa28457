package dev.baton.guard;

import dev.baton.graph.Fault;
import dev.baton.graph.RequestBody;
import graphql.ExecutionResult;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Finds the text of a document that a request names by its id, and where only trusted documents may run refuses all
/// others. Outside of all that refuses for want of points or of places, so that the refusal of a mutation is put on
/// record also where it came by its id.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 22)
class DocumentDoor implements WebGraphQlInterceptor {

    private final TrustedDocuments trusted = TrustedDocuments.load();
    private final PersistedDocuments persisted;
    private final boolean onlyTrusted;

    DocumentDoor(PersistedDocuments persisted, GuardProperties properties) {
        this.persisted = persisted;
        this.onlyTrusted = properties.documents() == GuardProperties.Admission.TRUSTED;
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        if (request.getExtensions().get(RequestBody.DOCUMENT_ID) instanceof String id) {
            return find(id).flatMap(text -> chain.next(withText(request, text)))
                    .switchIfEmpty(Mono.fromSupplier(() -> refused(request, missing())));
        }
        String id = onlyTrusted || isToBeKept(request) ? TrustedDocuments.id(request.getDocument()) : null;
        if (onlyTrusted && trusted.find(String.valueOf(id)) == null) {
            return Mono.just(refused(request, missing()));
        }
        if (id == null || onlyTrusted) {
            return chain.next(request);
        }
        return id.equals(idToKeep(request))
                ? chain.next(request).flatMap(response -> kept(id, request, response))
                : Mono.just(refused(request, new Fault(Fault.Code.BAD_REQUEST, "sha256Hash is not the document's.")));
    }

    private Mono<String> find(String id) {
        String known = trusted.find(id);
        return known != null ? Mono.just(known) : onlyTrusted ? Mono.empty() : persisted.find(id);
    }

    /// Only what ran is kept: nonsense never displaces a document that is of use.
    private Mono<WebGraphQlResponse> kept(String id, WebGraphQlRequest request, WebGraphQlResponse response) {
        return response.getExecutionResult().isDataPresent()
                ? persisted.keep(id, request.getDocument()).thenReturn(response)
                : Mono.just(response);
    }

    private static boolean isToBeKept(WebGraphQlRequest request) {
        return request.getExtensions().get("persistedQuery") != null;
    }

    private static @Nullable String idToKeep(WebGraphQlRequest request) {
        return request.getExtensions().get("persistedQuery") instanceof Map<?, ?> asked
                ? "sha256:" + asked.get("sha256Hash")
                : null;
    }

    private static WebGraphQlRequest withText(WebGraphQlRequest request, String text) {
        request.configureExecutionInput((_, input) -> input.query(text).build());
        return request;
    }

    private Fault missing() {
        return onlyTrusted
                ? new Fault(
                        Fault.Code.DOCUMENT_NOT_TRUSTED, "Only known operations run here. Give the documentId of one.")
                // By this text clients of automatic persisted queries know that they are to send the document.
                : new Fault(Fault.Code.BAD_REQUEST, "PersistedQueryNotFound");
    }

    private static WebGraphQlResponse refused(WebGraphQlRequest request, Fault fault) {
        ExecutionResult result = ExecutionResult.newExecutionResult()
                .addError(GuardError.of(fault))
                .build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result));
    }
}
