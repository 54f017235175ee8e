package dev.realtime.transport.jakarta.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

@DisplayName("When a web application starts")
class RealtimeInitializerTest {

    private final ServletContext context = mock(ServletContext.class);

    @Test
    void theContainerFindsIt() {
        assertThat(ServiceLoader.load(ServletContainerInitializer.class))
                .hasAtLeastOneElementOfType(RealtimeInitializer.class);
    }

    @Test
    void nothingIsStartedWithoutAnApplication() throws Exception {
        ServletContainerInitializer initializer = new RealtimeInitializer();

        initializer.onStartup(null, context);
        initializer.onStartup(Set.of(RealtimeApplication.class, Half.class), context);

        verifyNoInteractions(context);
    }

    @Test
    void theOneThatCanBeMadeIsStarted() {
        new RealtimeInitializer().onStartup(Set.of(Half.class, Whole.class), context);

        InOrder order = inOrder(context);
        order.verify(context).addListener(any(PeerListener.class));
        order.verify(context).addListener(any(RealtimeListener.class));
    }

    @Test
    void theOneThatIsGivenIsStartedWhateverIsFound() {
        new RealtimeInitializer(new Whole()).onStartup(Set.of(Whole.class, Hidden.class), context);

        inOrder(context).verify(context).addListener(any(RealtimeListener.class));
    }

    @Test
    void twoAreRefusedByName() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new RealtimeInitializer().onStartup(Set.of(Whole.class, Hidden.class), context))
                .withMessageStartingWith("need one RealtimeApplication in a web application")
                .withMessageContaining("Whole")
                .withMessageContaining("Hidden");
    }

    @Test
    void oneThatCannotBeMadeIsRefusedByName() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new RealtimeInitializer().onStartup(Set.of(Hidden.class), context))
                .withMessageStartingWith("need a public class with a constructor without parameters")
                .withMessageContaining("Hidden");
        assertThatIllegalStateException()
                .isThrownBy(() -> new RealtimeInitializer().onStartup(Set.of(Failing.class), context))
                .withMessageContaining("Failing")
                .withCause(new UnsupportedOperationException("not today"));
    }

    /** Not to be made. */
    public abstract static class Half implements RealtimeApplication {}

    /** As it should be. */
    public static final class Whole implements RealtimeApplication {
        @Override
        public void configure(RealtimeSetup setup, ServletContext context) {}
    }

    /** Its constructor is not public. */
    public static final class Hidden implements RealtimeApplication {
        private Hidden() {}

        @Override
        public void configure(RealtimeSetup setup, ServletContext context) {}
    }

    /** Its constructor throws. */
    public static final class Failing implements RealtimeApplication {
        /** Never made. */
        public Failing() {
            throw new UnsupportedOperationException("not today");
        }

        @Override
        public void configure(RealtimeSetup setup, ServletContext context) {}
    }
}
