package dev.baton.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.database.StartRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The one folder in which the embedded servers keep everything: binaries, data, logs, their password, and the lock
/// that lets one Baton at a time use it.
final class DataFolder implements AutoCloseable {
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /// Creates the folder (mode 0700) where it is missing, and locks it until [#close].
    ///
    /// @throws StartRefused when another Baton uses it, or when it holds something else
    static DataFolder open(Path wanted) throws IOException {
        Path path = create(wanted.toAbsolutePath().normalize());
        FileChannel channel = FileChannel.open(
                path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            String holder = read(channel);
            channel.close();
            throw new StartRefused(
                    "Another Baton (process %s) is running on %s."
                            .formatted(holder.isEmpty() ? "unknown" : holder, path),
                    "Stop that one, or give this one a folder of its own, for example BATON_DATA=.baton-2.");
        }
        channel.truncate(0)
                .write(
                        ByteBuffer.wrap(
                                String.valueOf(ProcessHandle.current().pid()).getBytes(UTF_8)),
                        0);
        return new DataFolder(path, channel);
    }

    private static Path create(Path path) throws IOException {
        if (!Files.exists(path)) {
            Path parent = path.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(path, ownerOnly("rwx------"));
        }
        if (!Files.isDirectory(path) || (!Files.exists(path.resolve(LOCK)) && !isEmpty(path))) {
            // Under root its owner will change: never touch a folder that is somebody else's.
            throw new StartRefused(
                    "Baton's data cannot go to %s: it is there already, and it is not Baton's.".formatted(path),
                    "Let BATON_DATA name a folder that is empty, or one that does not exist yet.");
        }
        return path.toRealPath();
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        channel.read(text, 0);
        return UTF_8.decode(text.flip()).toString().strip();
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /// The file with the servers' password: random, made once, readable by its owner alone.
    Path passwordFile() throws IOException {
        Path file = path.resolve("password");
        if (Files.exists(file)) {
            return file;
        }
        if (Files.exists(path.resolve(EmbeddedPostgres.DATA))) {
            throw new StartRefused(
                    "%s is gone, and with it the way to the data beside it.".formatted(file),
                    "Put it back, or delete %s to start with nothing.".formatted(path));
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        write(file, HexFormat.of().formatHex(random));
        return file;
    }

    /// Writes a file that only its owner can read, wholly or not at all.
    void write(Path file, String text) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished, ownerOnly("rw-------"));
        Files.writeString(unfinished, text);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Where a server's output goes. The last run's is kept beside it.
    Path log(String server) throws IOException {
        Path log = path.resolve(server + ".log");
        if (Files.exists(log)) {
            Files.move(log, path.resolve(server + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return Files.createFile(log, ownerOnly("rw-------"));
    }

    /// A folder for a server's data.
    Path folder(String server) throws IOException {
        Path folder = path.resolve(server);
        return Files.isDirectory(folder) ? folder : Files.createDirectory(folder, ownerOnly("rwx------"));
    }

    private static FileAttribute<?> ownerOnly(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
