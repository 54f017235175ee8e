package dev.realtime.core.sim;

import dev.realtime.core.hub.HubBuilder;

/** A part of the product that some seeds have in their runs: it acts, has troubles of its own, and judges. */
interface Part extends Invariant {

    /** All clients are there, and none has connected. */
    default void begin() {}

    /** One thing that clients or the application do, or that goes wrong. */
    void act();

    /** Every trouble of its own is over. */
    default void heal() {}

    /**
     * Whether it has come to rest. Asked again and again after healing, while everybody has caught up; what has to be done
     * for it is done here.
     */
    default boolean isSettled() {
        return true;
    }

    /** Everybody has left: finds fault with what is still there. */
    default void left() {}

    /** What a new node needs for it. */
    default HubBuilder equip(HubBuilder node) {
        return node;
    }

    /** The node that was equipped last is up. */
    default void came(Node node) {}
}
