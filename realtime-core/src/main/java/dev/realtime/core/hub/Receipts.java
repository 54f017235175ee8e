package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ClientFrame.Acknowledge;
import dev.realtime.core.frame.ClientFrame.Acknowledge.Level;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.CursorStore;
import dev.realtime.core.spi.Telemetry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How far users have received and read. Each device has a cursor of delivery, so that it goes on where it was; each user
 * has one for all his devices together, which says what has reached him at all, and where a device begins that is new;
 * and one for what he has read, wherever he read it. Who has read something has received it.
 *
 * <p><b>Threads:</b> stateless; called on lanes.
 */
final class Receipts {

    private static final System.Logger LOG = System.getLogger(Receipts.class.getName());

    private final Kernel kernel;
    private final CursorStore store;
    private final Permits permits;

    Receipts(Kernel kernel, Permits permits) {
        this.kernel = kernel;
        this.store = kernel.cursors();
        this.permits = permits;
    }

    /** A peer says how far it has come. */
    void acknowledge(Connection connection, Acknowledge acknowledge) {
        permits.onChannel(connection, acknowledge.id(), acknowledge.channel(), name -> {
            Cursor cursor = connection.subscriptions().get(name);
            if (cursor == null || !cursor.isPlaced()) {
                return permits.denied(connection, acknowledge.id(), name);
            }
            if (!kernel.optionsOf(name).has(Feature.RECEIPTS)) {
                return refused(connection, acknowledge, name, ErrorCode.NOT_AVAILABLE, "no receipts are kept here");
            }
            ChannelLog log = cursor.audience.log();
            if (!acknowledge.epoch().isEmpty() && !acknowledge.epoch().equals(log.epoch())) {
                return refused(connection, acknowledge, name, ErrorCode.UNRECOVERABLE_POSITION, "the log began anew");
            }
            if (acknowledge.offset() > cursor.position()) {
                connection.mistake(acknowledge.id(), "the offset lies beyond what was delivered");
                return null;
            }
            StreamPosition position = new StreamPosition(log.epoch(), acknowledge.offset());
            connection.order().begin();
            return advance(connection, acknowledge.level(), name, position)
                    .thenCompose(
                            done -> position(Reader.eyes(connection.identity().user()), name))
                    .handle((read, failure) -> answer(cursor, acknowledge, read, failure));
        });
    }

    /** The link took everything up to there, and the peer's dialect has no word for having received it. */
    void delivered(Cursor cursor) {
        StreamPosition position = new StreamPosition(cursor.audience.log().epoch(), cursor.position());
        advance(cursor.connection, Level.DELIVERED, cursor.channel(), position).whenComplete((done, failure) -> {
            if (failure != null) {
                kernel.telemetry().failed(Telemetry.Adapter.CURSOR_STORE);
                LOG.log(
                        System.Logger.Level.WARNING,
                        "what was delivered to {0} is not known to the store of cursors",
                        cursor.connection);
            }
        });
    }

    /** Where the connection's device goes on in the channel; empty if nothing of it ever reached the user. */
    CompletionStage<Optional<StreamPosition>> leftOff(Connection connection, ChannelName channel) {
        UserId user = connection.identity().user();
        return position(Reader.device(user, connection.device()), channel)
                .thenCompose(device -> device.isPresent()
                        ? CompletableFuture.completedFuture(device)
                        : position(Reader.anyDevice(user), channel));
    }

    private CompletionStage<Void> advance(
            Connection connection, Level level, ChannelName channel, StreamPosition position) {
        UserId user = connection.identity().user();
        CompletableFuture<Boolean> device = move(Reader.device(user, connection.device()), channel, position);
        CompletableFuture<Boolean> any = move(Reader.anyDevice(user), channel, position);
        if (level == Level.DELIVERED) {
            return CompletableFuture.allOf(device, any);
        }
        CompletableFuture<Boolean> eyes = move(Reader.eyes(user), channel, position)
                .whenComplete((moved, failure) -> {
                    if (failure == null && moved) {
                        share(user, channel, Optional.empty());
                    }
                });
        return CompletableFuture.allOf(device, any, eyes);
    }

    // Answers of the store may overtake each other, and so may what two nodes say of one user. So it is looked where
    // his
    // cursor stands, and once more after that was told: what is told last is right.
    private void share(UserId user, ChannelName channel, Optional<StreamPosition> told) {
        // Nobody watches a feed.
        if (channel.isFeed() || !kernel.optionsOf(channel).has(Feature.SHARED_RECEIPTS)) {
            return;
        }
        position(Reader.eyes(user), channel).whenComplete((read, failure) -> {
            if (failure != null) {
                kernel.telemetry().failed(Telemetry.Adapter.CURSOR_STORE);
            } else if (read.isPresent() && !read.equals(told)) {
                kernel.publish(channel.presence(), Announcement.read(user, read.get()))
                        .thenRun(() -> share(user, channel, read));
            }
        });
    }

    private Void answer(Cursor cursor, Acknowledge acknowledge, Optional<StreamPosition> read, Throwable failure) {
        Connection connection = cursor.connection;
        ChannelName name = cursor.channel();
        connection.lane().run(() -> {
            connection.order().finish();
            if (failure != null) {
                kernel.telemetry().failed(Telemetry.Adapter.CURSOR_STORE);
                refused(connection, acknowledge, name, ErrorCode.NOT_AVAILABLE, "receipts cannot be kept just now");
            } else if (acknowledge.id().isPresent()) {
                ChannelLog log = cursor.audience.log();
                long unread = Unread.between(kernel.rules(), read, new StreamPosition(log.epoch(), log.head()));
                connection.tell(new ServerFrame.Acknowledged(acknowledge.id(), name, unread));
            }
        });
        return null;
    }

    private static CompletionStage<Void> refused(
            Connection connection, Acknowledge acknowledge, ChannelName name, ErrorCode code, String why) {
        connection.fail(acknowledge.id(), Optional.of(name), code, why);
        return null;
    }

    private CompletableFuture<Boolean> move(String reader, ChannelName channel, StreamPosition position) {
        return Border.ask(() -> store.advance(reader, channel, position)).toCompletableFuture();
    }

    private CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
        return Border.ask(() -> store.position(reader, channel));
    }
}
