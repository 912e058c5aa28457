package dev.baton.deliverable;

import dev.baton.access.Caller;
import dev.baton.deliverable.DeliverableLifecycle.AdoptDeliverableInput;
import dev.baton.deliverable.DeliverableLifecycle.ReviewDeliverableInput;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

/// The mutations of what is handed in. What the domain refuses comes back as the payload's problems.
@Controller
class DeliverableMutations {

    private final DeliverableLifecycle lifecycle;

    DeliverableMutations(DeliverableLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @MutationMapping
    Mono<DeliverablePayload> submitDeliverable(
            @Argument SubmitDeliverableInput input, @AuthenticationPrincipal Caller caller) {
        return DeliverablePayload.answer(Mono.defer(() -> lifecycle.submit(caller, input)));
    }

    @MutationMapping
    Mono<DeliverablePayload> reviewDeliverable(
            @Argument ReviewDeliverableInput input, @AuthenticationPrincipal Caller caller) {
        return DeliverablePayload.answer(Mono.defer(() -> lifecycle.review(caller, input)));
    }

    @MutationMapping
    Mono<DeliverablePayload> adoptDeliverable(
            @Argument AdoptDeliverableInput input, @AuthenticationPrincipal Caller caller) {
        return DeliverablePayload.answer(Mono.defer(() -> lifecycle.adopt(caller, input)));
    }

    record DeliverablePayload(@Nullable Deliverable deliverable, List<Problem> problems) {

        static Mono<DeliverablePayload> answer(Mono<Deliverable> work) {
            return work.map(deliverable -> new DeliverablePayload(deliverable, List.of()))
                    .onErrorResume(
                            Refusal.class, refusal -> Mono.just(new DeliverablePayload(null, refusal.problems())));
        }
    }
}
