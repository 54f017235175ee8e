/** Real-time messaging on the JDK alone: channels, subscriptions, resume, heartbeat, back-pressure. */
module dev.realtime.core {
    exports dev.realtime.core;
    exports dev.realtime.core.frame;
    exports dev.realtime.core.memory;
    exports dev.realtime.core.policy;
    exports dev.realtime.core.spi;
    exports dev.realtime.core.endpoint;
    exports dev.realtime.core.hub;
    exports dev.realtime.core.sim;
}
