package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The border to an adapter")
class BorderTest {

    private final IllegalStateException away = new IllegalStateException("away");

    @Test
    void letsItsAnswerThrough() {
        CompletionStage<String> answer = new CompletableFuture<>();

        assertThat(Border.ask(() -> answer)).isSameAs(answer);
    }

    @Test
    void makesAFailureOfWhatItThrowsAndOfTheStageItOwes() {
        CompletableFuture<String> thrown = Border.<String>ask(() -> {
                    throw away;
                })
                .toCompletableFuture();
        CompletableFuture<String> owed = Border.<String>ask(() -> null).toCompletableFuture();

        assertThat(thrown.handle((answer, failure) -> failure)).isCompletedWithValue(away);
        assertThat(owed).isCompletedExceptionally();
    }

    @Test
    void knowsTheCauseUnderTheWrapping() {
        assertThat(Border.cause(new CompletionException(away))).isSameAs(away);
        assertThat(Border.cause(new ExecutionException(away))).isSameAs(away);
        assertThat(Border.cause(away)).isSameAs(away);
    }

    @Test
    void takesAWrappingAroundNothingAndOneThatIsNoneForTheCause() {
        CompletionException empty = new CompletionException("nothing in it", null);
        RuntimeException own = new RuntimeException("an adapter's own", away);

        assertThat(Border.cause(empty)).isSameAs(empty);
        assertThat(Border.cause(own)).isSameAs(own);
    }
}
