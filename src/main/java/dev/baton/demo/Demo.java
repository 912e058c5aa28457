package dev.baton.demo;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClientResponseException.Unauthorized;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/// Plays the story for whoever watches, from when the gateway is up until it goes down.
@Component
@ConditionalOnBooleanProperty("baton.demo")
@EnableConfigurationProperties(DemoSettings.class)
class Demo {

    private static final Logger log = LoggerFactory.getLogger(Demo.class);

    private static final String HEAD = "{ workspace { head } }";
    private static final String EVENTS = """
        subscription($after: String!) {
          taskEvents(after: $after) { __typename state task { title } }
        }
        """;

    private final DemoSettings settings;
    private @Nullable Disposable playing;

    Demo(DemoSettings settings) {
        this.settings = settings;
    }

    @EventListener
    synchronized void start(ApplicationReadyEvent ready) {
        int port =
                ready.getApplicationContext().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        playing = show(new Endpoint(port)).subscribe();
    }

    /// Before the web server is asked to stop: it would wait for the open socket.
    @EventListener(ContextClosedEvent.class)
    synchronized void stop() {
        if (playing != null) {
            playing.dispose();
        }
    }

    Mono<Void> show(Endpoint gateway) {
        return Crew.hire(gateway)
                .retryWhen(again().filter(e -> !(e instanceof Unauthorized)))
                .flatMapMany(crew -> Mono.defer(() -> episode(crew))
                        .retryWhen(again())
                        .repeatWhen(done -> done.delayElements(settings.pause())))
                .then()
                .doOnError(_ -> log.warn("The demonstration needs the development clients, which are off here."))
                .onErrorComplete();
    }

    private Mono<Void> episode(Crew crew) {
        log.info("A new billing backend is to be built.");
        Mono<Void> dashboard = crew.gateway()
                .signIn("viewer", "viewer")
                .flatMapMany(Demo::watch)
                .doOnNext(heard -> log.info("  the dashboard hears {}", heard))
                .takeUntil(Heard::isTheEnd)
                .then();
        Mono<Void> story =
                crew.enter().flatMapMany(stage -> Story.play(stage, this::tell)).then();
        return Mono.when(dashboard, story);
    }

    private Mono<?> tell(Step step) {
        log.info("{}", step);
        return settings.pace().isZero() ? Mono.empty() : Mono.delay(settings.pace());
    }

    private static Flux<Heard> watch(Session viewer) {
        return viewer.ask(HEAD, Map.of())
                .map(answer -> answer.text("workspace.head"))
                .flatMapMany(head -> viewer.hear(EVENTS, "taskEvents", Map.of("after", head), Heard.class));
    }

    record Heard(String __typename, String state, Task task) {
        record Task(String title) {}

        boolean isTheEnd() {
            return __typename.equals("TaskCompleted") && task.title().equals(Story.BACKEND.title());
        }

        @Override
        public String toString() {
            return "%s: \"%s\" is %s".formatted(__typename, task.title(), state);
        }
    }

    private static RetryBackoffSpec again() {
        return Retry.backoff(Long.MAX_VALUE, Duration.ofSeconds(1))
                .maxBackoff(Duration.ofSeconds(30))
                .transientErrors(true)
                .doBeforeRetry(failed -> log.warn(
                        "The demonstration stopped and tries again: {}",
                        failed.failure().getMessage()));
    }
}
