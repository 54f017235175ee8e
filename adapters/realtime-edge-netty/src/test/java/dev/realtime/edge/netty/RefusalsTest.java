package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusalsTest {

    @Test
    void namesAPathThatIsNotThere() {
        assertThat(Refusals.of(404, "Not found").body())
                .asString()
                .isEqualTo("{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"Not found\"}}");
    }
}
