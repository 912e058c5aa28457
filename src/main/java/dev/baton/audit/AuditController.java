package dev.baton.audit;

import dev.baton.access.Caller;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

/// Resolves `schema/audit.graphqls`.
@Controller
class AuditController {

    private final AuditPages pages;

    AuditController(AuditPages pages) {
        this.pages = pages;
    }

    @QueryMapping
    Mono<Page<AuditRecord>> auditLog(
            @Argument @Nullable AuditFilter filter,
            @Argument @Nullable Integer first,
            @Argument @Nullable String after,
            @Argument @Nullable Integer last,
            @Argument @Nullable String before,
            @AuthenticationPrincipal Caller caller) {
        return pages.page(
                caller.workspace(),
                filter == null ? AuditFilter.ALL : filter,
                PageRequest.of(first, after, last, before));
    }
}
