package dev.realtime.core.sim;

/** Ends every fault of a run. */
final class Healing {

    private static final long GOOD_RATE = 10_000_000;

    private final Simulation run;

    Healing(Simulation run) {
        this.run = run;
    }

    void heal() {
        run.sharedBroker.available(true);
        run.sharedBroker.failsOneIn(0);
        run.sharedBroker.losesNewsOneIn(0);
        if (run.nodes.stream().noneMatch(Node::isUp)) {
            run.nodes.add(run.newNode());
        }
        run.nodes.forEach(Node::heal);
        run.parts.forEach(Part::heal);
        for (SimClient client : run.clients) {
            client.conditions(SimConditions.GOOD);
            client.socket().ifPresent(Healing::heal);
            client.connect();
        }
    }

    private static void heal(SimSocket socket) {
        socket.stall(false);
        socket.mute(false);
        socket.bytesPerSecond(GOOD_RATE);
    }
}
