package dev.realtime.server;

import dev.realtime.server.config.ConfigException;

/** What the bundled server has, and who embeds it brings along or does without. */
enum OptionalModule {
    KEYS("realtime-kv", "dev.realtime.kv.KvDatabase"),
    KAFKA("realtime-source-kafka", "dev.realtime.source.kafka.KafkaSource"),
    OUTBOX("realtime-source-outbox", "dev.realtime.source.outbox.OutboxSource");

    private final String module;
    private final String className;

    OptionalModule(String module, String className) {
        this.module = module;
        this.className = className;
    }

    boolean isThere(ClassLoader classPath) {
        try {
            Class.forName(className, false, classPath);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** @throws ConfigException if it is not there */
    void need(String setting, ClassLoader classPath) {
        if (!isThere(classPath)) {
            throw new ConfigException(setting, "needs the module " + module + " on the class path");
        }
    }
}
