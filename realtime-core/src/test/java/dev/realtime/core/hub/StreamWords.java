package dev.realtime.core.hub;

import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@link LineDialect} says of streams. In: {@code open answer chat ask}, {@code chunk answer 0 hi}, {@code end answer
 * bye}, {@code fail answer why}, {@code cancel s_1}, {@code cancel s_1 chat}. Out: {@code chat 5 opens s_1}, {@code s_1 0 hi}, {@code s_1 gap 0-2
 * EVICTED}, {@code chat 6 ends s_1 after 3: bye}, with a dash in place of an offset where there is none.
 */
final class StreamWords implements LineWords {

    private static final OptionalLong ID = OptionalLong.of(1);

    @Override
    public Optional<ClientFrame> decode(String[] words) {
        return switch (words[0]) {
            case "open", "chunk", "end", "fail", "cancel" -> Optional.of(frame(words));
            default -> Optional.empty();
        };
    }

    @Override
    public Optional<String> line(ServerFrame frame) {
        return Optional.of(text(frame)).filter(line -> !line.isEmpty());
    }

    private static ClientFrame frame(String[] words) {
        return switch (words[0]) {
            case "open" -> new ClientFrame.Open(ID, words[1], words[2], words[3]);
            case "chunk" -> new ClientFrame.Chunk(ID, words[1], Long.parseLong(words[2]), AnyPayload.of(words[3]));
            case "end" -> new ClientFrame.End(
                    ID, words[1], words.length > 2 ? Optional.of(AnyPayload.of(words[2])) : Optional.empty(), "");
            case "fail" -> new ClientFrame.End(ID, words[1], Optional.empty(), words[2]);
            default -> new ClientFrame.Cancel(ID, words.length > 2 ? words[2] : "", words[1]);
        };
    }

    private static String text(ServerFrame frame) {
        if (frame instanceof ServerFrame.StreamOpen open) {
            return open.channel().local() + " " + place(open.publication()) + " opens " + open.stream();
        } else if (frame instanceof ServerFrame.StreamChunk chunk) {
            return chunk.stream() + " " + chunk.seq() + " " + text(chunk.data());
        } else if (frame instanceof ServerFrame.StreamGap gap) {
            return gap.stream() + " gap " + gap.from() + "-" + gap.to() + " " + gap.reason();
        } else if (frame instanceof ServerFrame.StreamEnd end) {
            String how =
                    end.error().isEmpty() ? text(end.publication().message().data()) : end.error();
            return end.channel().local() + " " + place(end.publication()) + " ends " + end.stream() + " after "
                    + end.chunks() + ": " + how;
        } else if (frame instanceof ServerFrame.StreamCancel cancel) {
            return "cancel " + cancel.stream();
        }
        return "";
    }

    private static String place(Publication publication) {
        return publication.isPlaced() ? "" + publication.offset() : "-";
    }

    private static String text(Payload data) {
        return new String(data.bytes(), StandardCharsets.UTF_8);
    }
}
