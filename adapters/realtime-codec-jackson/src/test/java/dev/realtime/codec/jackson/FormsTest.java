package dev.realtime.codec.jackson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import org.junit.jupiter.api.Test;

class FormsTest {

    @Test
    void bothDialectsHaveThoughtOfEveryKindOfFrame() {
        Class<?>[] kinds = ServerFrame.class.getPermittedSubclasses();

        assertThat(RealtimeV1Form.FORMS.kinds()).containsExactlyInAnyOrder(kinds);
        assertThat(ChannelsDialect.FORMS.kinds()).containsExactlyInAnyOrder(kinds);
    }

    @Test
    void theNativeProtocolLeavesNothingOut() {
        assertThat(RealtimeV1Form.FORMS.leftOut()).isEmpty();
    }

    @Test
    void aFrameThatIsNewerThanTheDialectIsLeftOut() {
        assertThat(new Forms().of(new ServerFrame.Ping(0))).isSameAs(EncodedFrame.NONE);
    }
}
