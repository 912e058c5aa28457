package dev.baton.journal;

import java.util.Map;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Takes `workspace { head }` before the operation begins. Its fields are read in any order and side by side; a head
/// taken by the field itself could lie behind an event that another field's statement, begun earlier, did not see,
/// and a subscription after that head would never tell of it.
@Component
class HeadFirst implements WebGraphQlInterceptor {

    static final String KEY = "dev.baton.journal.head";

    private final Journal journal;

    HeadFirst(Journal journal) {
        this.journal = journal;
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        Position head = journal.head();
        request.configureExecutionInput(
                (_, input) -> input.graphQLContext(Map.of(KEY, head)).build());
        return chain.next(request);
    }
}
