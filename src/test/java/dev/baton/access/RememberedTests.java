package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

class RememberedTests {

    private final Remembered<String, Boolean> answers = new Remembered<>(Duration.ofMinutes(1));
    private final List<Sinks.One<Boolean>> questions = new ArrayList<>();

    @Test
    void ofManyWhoAskTheSameOneFindsItOut() {
        CompletableFuture<@Nullable Boolean> one = ask("x");
        CompletableFuture<@Nullable Boolean> other = ask("x");
        CompletableFuture<@Nullable Boolean> another = ask("y");
        assertThat(another).isNotDone();
        assertThat(questions).hasSize(2);
        questions.getFirst().tryEmitValue(true);
        assertThat(one.join()).isTrue();
        assertThat(other.join()).isTrue();
        assertThat(ask("x").join()).isTrue();
    }

    @Test
    void whatIsForgottenIsAskedAgain() {
        CompletableFuture<@Nullable Boolean> before = ask("x");
        questions.getFirst().tryEmitValue(false);
        assertThat(before.join()).isFalse();
        answers.forget("x"::equals);
        assertThat(ask("x")).isNotDone();
        assertThat(questions).hasSize(2);
    }

    @Test
    void anAnswerThatWasUnderWayWhenItWasForgottenIsNotRemembered() {
        CompletableFuture<@Nullable Boolean> early = ask("x");
        answers.forget("x"::equals);
        CompletableFuture<@Nullable Boolean> late = ask("x");
        questions.getFirst().tryEmitValue(false);
        questions.getLast().tryEmitValue(true);
        assertThat(early.join()).isFalse();
        assertThat(late.join()).isTrue();
        assertThat(ask("x").join()).isTrue();
        assertThat(questions).hasSize(2);
    }

    private CompletableFuture<@Nullable Boolean> ask(String about) {
        return answers.ask(about, () -> {
                    Sinks.One<Boolean> question = Sinks.one();
                    questions.add(question);
                    return question.asMono();
                })
                .toFuture();
    }
}
