package dev.realtime.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuotasTest {

    @Test
    void changesOnlyWhatIsChanged() {
        Quotas changed = Quotas.DEFAULT.with(quotas -> quotas.connects = new Rate(1, 2));

        assertThat(changed.connects()).isEqualTo(new Rate(1, 2));
        assertThat(changed.with(quotas -> quotas.connects = Quotas.DEFAULT.connects()))
                .isEqualTo(Quotas.DEFAULT);
    }

    @Test
    void oneConnectionCannotUseUpWhatItsUserHasNorAUserWhatAnAddressHas() {
        Quotas quotas = Quotas.DEFAULT;

        assertThat(quotas.messagesPerConnection().perSecond())
                .isLessThan(quotas.messagesPerUser().perSecond());
        assertThat(quotas.messagesPerUser().perSecond())
                .isLessThan(quotas.messagesPerAddress().perSecond());
        assertThat(quotas.bytesPerConnection().perSecond())
                .isLessThan(quotas.bytesPerUser().perSecond());
        assertThat(quotas.bytesPerUser().perSecond())
                .isLessThan(quotas.bytesPerAddress().perSecond());
        assertThat(quotas.connectsPerUser().perSecond())
                .isLessThan(quotas.connectsPerAddress().perSecond());
        assertThat(quotas.connectsPerAddress().perSecond())
                .isLessThan(quotas.connects().perSecond());
    }

    @ParameterizedTest
    @MethodSource
    void refusesABoundOfNothing(Consumer<Quotas.Builder> change) {
        assertThatIllegalArgumentException().isThrownBy(() -> Quotas.DEFAULT.with(change));
    }

    static List<Consumer<Quotas.Builder>> refusesABoundOfNothing() {
        return List.of(
                quotas -> quotas.maxFloods = 0,
                quotas -> quotas.floodWindow = Duration.ZERO,
                quotas -> quotas.maxConnectionsPerAddress = 0,
                quotas -> quotas.maxOffences = 0,
                quotas -> quotas.offenceWindow = Duration.ZERO,
                quotas -> quotas.firstBlock = Duration.ZERO,
                quotas -> quotas.longestBlock = quotas.firstBlock.minusNanos(1),
                quotas -> quotas.maxBlocks = 0);
    }
}
