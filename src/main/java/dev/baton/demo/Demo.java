package dev.baton.demo;

import java.time.Duration;
import java.util.List;
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

/// Plays for whoever watches, from when the gateway is up until it goes down.
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

    private static final List<Episode> EPISODES =
            List.of(Story.EPISODE, Variations.A_QUESTION_AND_A_HAND_OVER, Variations.A_DEAD_LETTER);

    private final DemoSettings settings;
    private @Nullable Disposable playing;

    Demo(DemoSettings settings) {
        this.settings = settings;
    }

    @EventListener
    synchronized void start(ApplicationReadyEvent ready) {
        int port =
                ready.getApplicationContext().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        log.info("A demonstration crew begins its work. BATON_DEMO=false starts without it.");
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
                .flatMap(crew -> Flux.fromIterable(EPISODES)
                        .concatMap(episode -> Mono.defer(() -> play(episode, crew))
                                .retryWhen(again())
                                .then(Mono.delay(settings.pause())))
                        .repeat()
                        .then())
                .doOnError(_ -> log.warn("The demonstration needs the development clients, which are off here."))
                .onErrorComplete();
    }

    private Mono<Void> play(Episode episode, Crew crew) {
        log.info("{}", episode.opening());
        Mono<Void> dashboard = crew.gateway()
                .signIn("viewer", "viewer")
                .flatMapMany(Demo::watch)
                .doOnNext(heard -> log.info("  the dashboard hears {}", heard))
                .takeUntil(heard -> heard.isTheEndOf(episode))
                .then();
        Mono<Void> story = crew.enter(episode)
                .flatMapMany(stage -> episode.play(stage, this::tell))
                .then();
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

        boolean isTheEndOf(Episode episode) {
            return __typename.equals("TaskCompleted")
                    && task.title().equals(episode.whole().title());
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
