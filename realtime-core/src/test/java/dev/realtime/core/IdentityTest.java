package dev.realtime.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentityTest {
    private static final UserId ANN = UserId.of("ann");

    @Test
    void onlyWhoCheckedACredentialMakesItVerified() {
        assertThat(Identity.claimed(ANN).verified()).isFalse();
        assertThat(Identity.verified(ANN).verified()).isTrue();
        assertThat(Identity.verified(ANN)).isNotEqualTo(Identity.claimed(ANN));
    }

    @Test
    void aClaimHasNoRoles() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Identity.claimed(ANN).roles(Set.of("admin")))
                .withMessageContaining("need no roles where nothing was verified");
    }
}
