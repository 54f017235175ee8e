package dev.realtime.server.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Asks the system to tell us when we are to stop.
 *
 * <p>A shutdown hook would do, but hears of the first signal only and ends with 143. So {@code sun.misc.Signal} is used,
 * which every JDK has (module jdk.unsupported) and which a compiler warns about: hence by reflection. Where it is
 * missing the JVM's own behaviour stays.
 */
final class Signals {

    private static final System.Logger LOG = System.getLogger(Signals.class.getName());

    private Signals() {}

    /** Runs {@code action} on every SIGTERM and SIGINT, each on a thread of the JVM. */
    static void onStop(Runnable action) {
        for (String name : new String[] {"TERM", "INT"}) {
            try {
                handle(name, action);
            } catch (ReflectiveOperationException e) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "cannot hear of SIG" + name + ": " + e.getClass().getName());
            }
        }
    }

    private static void handle(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signalClass = Class.forName("sun.misc.Signal");
        Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
        Object handler = Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {handlerClass}, (proxy, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        action.run();
                        return null;
                    }
                    return method.getName().equals("hashCode") ? System.identityHashCode(proxy) : null;
                });
        Object signal = signalClass.getConstructor(String.class).newInstance(name);
        try {
            signalClass.getMethod("handle", signalClass, handlerClass).invoke(null, signal, handler);
        } catch (InvocationTargetException e) {
            // the JVM was started with -Xrs
            throw new ReflectiveOperationException(e.getCause());
        }
    }
}
