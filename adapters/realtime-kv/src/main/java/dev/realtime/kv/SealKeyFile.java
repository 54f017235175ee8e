package dev.realtime.kv;

import dev.realtime.core.spi.Randomness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Keys in a file, one a line as {@link SealKey#parse} reads them, the newest first. Lines that begin with {@code #} and
 * empty ones do not count.
 */
public final class SealKeyFile {

    private SealKeyFile() {}

    /**
     * The keys in the file; if there is none, a new key in a new file that only its owner can read. A store that works
     * without any configuration is sealed, too: who gets hold of its file has nothing without this one.
     *
     * @throws UncheckedIOException if it can neither be read nor made
     * @throws IllegalArgumentException if a line is no key
     */
    public static List<SealKey> openOrCreate(Path file, Randomness randomness) {
        try {
            if (!Files.exists(file)) {
                create(file, randomness);
            }
            return read(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or make the file of keys " + file, e);
        }
    }

    /** The keys in the file, as {@link #openOrCreate}. */
    public static List<SealKey> open(Path file) {
        try {
            return read(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the file of keys " + file, e);
        }
    }

    private static List<SealKey> read(Path file) throws IOException {
        List<SealKey> keys = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(SealKey::parse)
                .toList();
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("need a key in " + file);
        }
        return keys;
    }

    private static void create(Path file, Randomness randomness) throws IOException {
        byte[] secret = new byte[SealKey.BYTES];
        randomness.fill(secret);
        byte[] line = (new SealKey("k1", secret).line() + "\n").getBytes(StandardCharsets.UTF_8);
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        // Whole or not at all: half a key, of a machine that stopped, would keep every later start from making one.
        Path whole = Path.of(file + "." + name(randomness));
        write(whole, line);
        try {
            // Fails if somebody was faster, as a move would not; his key is as good.
            Files.createLink(file, whole);
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (FileSystemException | UnsupportedOperationException e) {
            // Not every file system has links.
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private static String name(Randomness randomness) {
        byte[] bytes = new byte[8];
        randomness.fill(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The permissions are those of the file from its first moment on. */
    private static void write(Path file, byte[] line) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions())) {
            ByteBuffer left = ByteBuffer.wrap(line);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    private static FileAttribute<?>[] permissions() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
