package dev.realtime.transport.jakarta.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the container calls when a web application starts: arranges that its {@link RealtimeApplication} is started once
 * the container's WebSocket part is there, which it is not yet.
 *
 * <p><b>Errors:</b> more than one of them, or one that cannot be made, is an {@link IllegalStateException} that keeps the
 * web application from starting. None is fine: then nothing is started.
 */
@HandlesTypes(RealtimeApplication.class)
public final class RealtimeInitializer implements ServletContainerInitializer {

    private final Optional<RealtimeApplication> given;

    /** For the container, which names what it found when it calls. */
    public RealtimeInitializer() {
        given = Optional.empty();
    }

    /** For a container that is embedded, whose program makes the application itself. */
    public RealtimeInitializer(RealtimeApplication application) {
        given = Optional.of(application);
    }

    /** @param found by the container; null if there is none */
    @Override
    public void onStartup(Set<Class<?>> found, ServletContext context) {
        given.or(() -> theOne(found == null ? Set.of() : found)).ifPresent(application -> {
            context.addListener(new PeerListener());
            context.addListener(new RealtimeListener(application));
        });
    }

    private static Optional<RealtimeApplication> theOne(Set<Class<?>> found) {
        List<Class<?>> real = found.stream()
                .filter(type -> !type.isInterface() && !Modifier.isAbstract(type.getModifiers()))
                .toList();
        if (real.size() > 1) {
            throw new IllegalStateException("need one RealtimeApplication in a web application but found " + real);
        }
        return real.stream().findFirst().map(RealtimeInitializer::made);
    }

    private static RealtimeApplication made(Class<?> type) {
        try {
            return (RealtimeApplication) type.getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("cannot make " + type, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("need a public class with a constructor without parameters: " + type, e);
        }
    }
}
