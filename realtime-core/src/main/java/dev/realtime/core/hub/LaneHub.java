package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Publication;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Telemetry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Everything of the engine that lives on one lane: the channels this lane owns, the audiences it serves, the
 * connections on it, and the turn in which they are written to.
 *
 * <p>A turn runs once when the input at hand is done, never on a timer. Its three steps are: make every subscriber of
 * every dirty audience ready; write to every touched connection; let go what all have taken.
 *
 * <p><b>Threads:</b> confined to its lane, except {@link #run}, {@link #execute} and {@link #unblock}.
 */
final class LaneHub {

    private static final System.Logger LOG = System.getLogger(LaneHub.class.getName());
    private static final int MAX_FRAMES_A_WRITE = 1_024;

    private final Lane lane;
    private final Kernel kernel;
    private final Map<ChannelName, Channel> channels = new HashMap<>();
    private final Map<ChannelName, Audience> audiences = new HashMap<>();
    private final Connections connections;
    private final Delivery delivery;
    private final Tally tally;
    private final Commands commands;
    private Escalations escalations;
    private final Presence presence;
    private final StreamWriters streams;
    private final EncodedFrame[] frames = new EncodedFrame[MAX_FRAMES_A_WRITE];

    private List<Audience> dirty = new ArrayList<>();
    private List<Audience> spareAudiences = new ArrayList<>();
    private List<Connection> touched = new ArrayList<>();
    private List<Connection> spareConnections = new ArrayList<>();
    private List<Audience> behind = new ArrayList<>();
    private final List<Range> ranges = new ArrayList<>();
    private List<Channel> warm = new ArrayList<>();
    private boolean turnAsked;
    private boolean inTurn;
    // Whether a write is under way: its plan is the lane's only one.
    private boolean writing;

    LaneHub(Lane lane, Kernel kernel) {
        this.lane = lane;
        this.kernel = kernel;
        this.connections = new Connections(this);
        this.commands = new Commands(kernel);
        this.presence = new Presence(this);
        this.streams = new StreamWriters(this);
        this.tally = new Tally(kernel.telemetry());
        this.delivery = new Delivery(kernel, tally, MAX_FRAMES_A_WRITE);
    }

    Lane lane() {
        return lane;
    }

    Kernel kernel() {
        return kernel;
    }

    Connections connections() {
        return connections;
    }

    Commands commands() {
        return commands;
    }

    /** Null if nothing is escalated. */
    Escalations escalations() {
        return escalations;
    }

    void escalations(Escalations watch) {
        escalations = watch;
    }

    /** Who is present in the channels that this lane owns. */
    Presence presence() {
        return presence;
    }

    StreamWriters streams() {
        return streams;
    }

    /** Room for the frames of one write, used within a call. */
    EncodedFrame[] frames() {
        return frames;
    }

    /** What telemetry is told at the end of the turn. */
    Tally tally() {
        return tally;
    }

    void execute(Runnable task) {
        lane.execute(task);
    }

    /** Runs at once if the caller is on this lane already. */
    void run(Runnable task) {
        if (lane.isCurrent()) {
            task.run();
        } else {
            lane.execute(task);
        }
    }

    // Owner of channels

    void publish(Publish publish) {
        Channel channel = channels.get(publish.channel());
        if (channel == null) {
            kernel.intake().send(publish);
        } else {
            channel.publish(publish);
        }
    }

    void appended(ChannelName name, String epoch, Publication publication) {
        Channel channel = channels.get(name);
        if (channel != null) {
            channel.appended(epoch, publication);
        }
    }

    /** The broker's log of the channel left that epoch and stands at {@code top}. */
    void restart(ChannelName name, String left, StreamPosition top) {
        Channel channel = channels.get(name);
        if (channel != null) {
            channel.restartAt(left, top);
        }
    }

    void unblock(ChannelName name) {
        lane.execute(() -> {
            Channel channel = channels.get(name);
            if (channel != null) {
                channel.unblock();
            }
        });
    }

    void warm(Channel channel) {
        warm.add(channel);
        connections.keepSweeping();
    }

    /** @return whether any channel is still warm */
    boolean coolChannels() {
        List<Channel> before = warm;
        warm = new ArrayList<>();
        for (Channel channel : before) {
            if (channels.get(channel.name()) == channel && channel.cool()) {
                warm.add(channel);
            }
        }
        return !warm.isEmpty();
    }

    private void attach(Audience audience) {
        ChannelName name = audience.name();
        Channel channel = channels.get(name);
        if (channel != null) {
            channel.add(audience);
            return;
        }
        if (channels.size() >= kernel.limits().maxChannels() / kernel.lanes().length + 1) {
            kernel.telemetry().limitHit(Telemetry.Limit.CHANNELS);
            RefusedException refusal =
                    new RefusedException(ErrorCode.LIMIT_EXCEEDED, "this node has too many channels");
            audience.lane().run(() -> audience.attached(null, refusal));
            return;
        }
        Channel made = new Channel(name, this);
        channels.put(name, made);
        made.add(audience);
        Border.ask(() -> kernel.broker().attach(name))
                .whenComplete((top, failure) -> run(() -> {
                    if (channels.get(name) != made) {
                        return;
                    }
                    if (failure == null) {
                        made.attachedAt(top);
                    } else {
                        // It may have been attached all the same.
                        letGo(made);
                        made.refuse(new RefusedException(ErrorCode.NOT_AVAILABLE, "the broker cannot be reached"));
                    }
                }));
    }

    private void detach(Audience audience) {
        Channel channel = channels.get(audience.name());
        if (channel != null && channel.remove(audience)) {
            letGo(channel);
        }
    }

    /** Nobody reads the channel any more. */
    void letGo(Channel channel) {
        channels.remove(channel.name());
        try {
            kernel.broker().detach(channel.name());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the broker failed to let a channel go", e);
        }
    }

    // Audiences of this lane

    /** The audience of a channel, made and attached if there is none. */
    Audience audience(ChannelName name) {
        Audience known = audiences.get(name);
        if (known != null) {
            return known;
        }
        Audience made = new Audience(name, this);
        audiences.put(name, made);
        LaneHub owner = kernel.ownerOf(name);
        owner.run(() -> owner.attach(made));
        return made;
    }

    /** Forgets the audience if nobody is left in it. */
    void leave(Audience audience) {
        if (audience.isAbandoned() && audiences.remove(audience.name(), audience)) {
            LaneHub owner = kernel.ownerOf(audience.name());
            owner.run(() -> owner.detach(audience));
        }
    }

    /** Hands what is appended to a log from now on to {@code ear}. @param whenKnown told whether it does, or cannot */
    void listen(ChannelName name, Ear ear, Consumer<Boolean> whenKnown) {
        Audience audience = audience(name);
        audience.add(ear);
        audience.whenAttached((log, refusal) -> {
            if (refusal != null) {
                audience.remove(ear);
            }
            whenKnown.accept(refusal == null);
        });
    }

    void unlisten(ChannelName name, Ear ear) {
        Audience audience = audiences.get(name);
        if (audience != null) {
            audience.remove(ear);
            leave(audience);
        }
    }

    /** Channels of this lane that hold entries, or did a moment ago. */
    Iterable<Channel> warmChannels() {
        return warm;
    }

    Iterable<Audience> audiences() {
        return audiences.values();
    }

    /** Some of the audience are behind; it is looked at again in the next round, even if nothing more is published. */
    void behind(Audience audience) {
        behind.add(audience);
    }

    /** Lets go what laggards have read since their channel was last written to. */
    void settleBehind() {
        List<Audience> before = behind;
        behind = new ArrayList<>(0);
        tally.begin(kernel.nanos());
        before.forEach(Audience::settleAgain);
        tally.tell(kernel.nanos(), false);
    }

    // The turn

    void dirty(Audience audience) {
        dirty.add(audience);
        askForTurn();
    }

    /** The connection is to be written to at the end of this turn. */
    void touch(Connection connection) {
        if (connection.touch()) {
            touched.add(connection);
            askForTurn();
        }
    }

    /** The connection's link took frames. */
    void sent(Connection connection, int count, long bytes) {
        tally.sent(connection.dialect(), count, bytes);
        if (!inTurn) {
            // Told with the next one.
            askForTurn();
        }
    }

    void releaseAtEndOfTurn(Range range) {
        ranges.add(range);
        askForTurn();
    }

    /** Writes to one connection without waiting for the turn. Does nothing inside a turn or a write, which goes on anyway. */
    void writeNow(Connection connection) {
        if (!inTurn && !writing) {
            write(connection);
        }
    }

    /** Takes the turn now: a burst fills a window faster than input ends. Does nothing inside a turn or a write. */
    void turnNow() {
        if (!inTurn && !writing) {
            turn();
        }
    }

    private void askForTurn() {
        if (!turnAsked) {
            turnAsked = true;
            lane.atEndOfTurn(() -> {
                turnAsked = false;
                turn();
            });
        }
    }

    private void turn() {
        inTurn = true;
        tally.begin(kernel.nanos());
        try {
            List<Audience> visiting = takeDirty();
            for (Audience audience : visiting) {
                audience.collect();
            }
            // News touch further connections, so these are taken after the audiences were asked.
            List<Connection> waiting = takeTouched();
            for (Connection connection : waiting) {
                write(connection);
            }
            for (Audience audience : visiting) {
                audience.settle();
            }
            ranges.forEach(Range::release);
            ranges.clear();
            tally.tell(kernel.nanos(), !visiting.isEmpty() || !waiting.isEmpty());
        } finally {
            inTurn = false;
        }
    }

    // Two lists take turns: what is added while one is walked stands in the other, for the next turn.
    private List<Audience> takeDirty() {
        List<Audience> taken = dirty;
        dirty = spareAudiences;
        dirty.clear();
        spareAudiences = taken;
        return taken;
    }

    private List<Connection> takeTouched() {
        List<Connection> taken = touched;
        touched = spareConnections;
        touched.clear();
        spareConnections = taken;
        return taken;
    }

    private void write(Connection connection) {
        connection.untouch();
        writing = true;
        try {
            if (delivery.flush(connection)) {
                touch(connection);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "writing to " + connection + " failed", e);
            connection.abort();
        } finally {
            writing = false;
        }
    }
}
