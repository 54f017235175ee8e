package dev.realtime.server.handler;

import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.CallHandlers;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.Problem;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * The modules that the configuration names.
 *
 * <p><b>Threads:</b> confined to the threads that start and stop the server.
 */
public final class HandlerModules implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(HandlerModules.class.getName());
    private static final String SETTING = "handlers.modules";

    private final List<HandlerModule> modules;

    private HandlerModules(List<HandlerModule> modules) {
        this.modules = modules;
    }

    /** @throws ConfigException if there is no module of that name, saying which there are */
    public static HandlerModules named(List<String> names) {
        Map<String, HandlerModule> found = names.isEmpty() ? Map.of() : find();
        List<HandlerModule> modules = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String name : names) {
            if (found.containsKey(name)) {
                modules.add(found.get(name));
            } else {
                String there = found.isEmpty() ? "none" : String.join(", ", found.keySet());
                problems.add(new Problem(
                        SETTING, "there is no module " + Problem.quote(name) + " on the class path, but " + there));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new HandlerModules(modules);
    }

    /** The handlers of all modules. @throws ConfigException if two modules handle the same method */
    public CallHandlers handlers(Hub hub) {
        CallHandlers all = CallHandlers.NONE;
        for (HandlerModule module : modules) {
            try {
                all = all.and(module.handlers(hub));
            } catch (IllegalArgumentException e) {
                throw new ConfigException(SETTING, module.name() + ": " + e.getMessage());
            }
        }
        return all;
    }

    /** In the opposite order to that in which they were named. */
    @Override
    public void close() {
        for (int i = modules.size() - 1; i >= 0; i--) {
            try {
                modules.get(i).close();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "the module " + modules.get(i).name() + " could not be closed", e);
            }
        }
    }

    // One that cannot be made must not keep the others from being found.
    private static Map<String, HandlerModule> find() {
        Map<String, HandlerModule> found = new TreeMap<>();
        Iterator<HandlerModule> all = ServiceLoader.load(HandlerModule.class).iterator();
        boolean more = true;
        while (more) {
            try {
                more = all.hasNext();
                if (more) {
                    add(found, all.next());
                }
            } catch (ServiceConfigurationError e) {
                LOG.log(Level.ERROR, "a module on the class path cannot be made", e);
            }
        }
        return found;
    }

    private static void add(Map<String, HandlerModule> found, HandlerModule module) {
        HandlerModule other = found.put(module.name(), module);
        if (other != null) {
            String both =
                    other.getClass().getName() + " and " + module.getClass().getName();
            throw new ConfigException(SETTING, "two modules are named " + module.name() + ": " + both);
        }
    }
}
