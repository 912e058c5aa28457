package dev.baton.embedded;

import dev.baton.database.StartRefused;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.springframework.util.FileSystemUtils;

/// The servers' programs: packed in jars on the class path, unpacked once into a folder that bears the jar's name
/// and version. It appears there by a rename, so a crash while unpacking leaves nothing that looks finished.
final class Binaries {
    private static final Pattern JAR = Pattern.compile("([^/!]+)\\.jar!/[^!]*$");

    private final Path folder;

    Binaries(Path folder) {
        this.folder = folder;
    }

    /// PostgreSQL's installation, with `bin`, `lib` and `share`.
    Path postgres() throws IOException {
        String resource = "postgres-%s-%s.txz".formatted(system(), arm() ? "arm_64" : "x86_64");
        URL packed = find(resource)
                .orElseThrow(() -> new StartRefused(
                        "Baton brings no PostgreSQL for this kind of machine (%s, %s)."
                                .formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
                        "Run PostgreSQL 18 and Redis yourself, and set BATON_POSTGRES_URL and BATON_REDIS_URL."));
        return unpackOnce(packed, Binaries::untar);
    }

    /// The Redis server's program, where there is one for this kind of machine.
    Optional<Path> redis() throws IOException {
        String resource = switch (system() + (arm() ? "-arm64" : "-amd64")) {
            case "linux-amd64" -> "redis-server-6.2.6-v5-linux-amd64";
            case "linux-arm64" -> "redis-server-6.2.7-linux-arm64";
            case "darwin-amd64" -> "redis-server-6.2.6-v5-darwin-amd64";
            case "darwin-arm64" -> "redis-server-6.2.6-v5-darwin-arm64";
            default -> "";
        };
        Optional<URL> packed = find(resource);
        return packed.isEmpty()
                ? Optional.empty()
                : Optional.of(unpackOnce(packed.get(), Binaries::copy).resolve("redis-server"));
    }

    private static Optional<URL> find(String resource) {
        return resource.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(Binaries.class.getClassLoader().getResource(resource));
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "darwin" : name;
    }

    private static boolean arm() {
        return Set.of("aarch64", "arm64").contains(System.getProperty("os.arch"));
    }

    private Path unpackOnce(URL packed, Unpacking unpacking) throws IOException {
        Matcher jar = JAR.matcher(packed.toString());
        Path target = folder.resolve(
                jar.find() ? jar.group(1) : Path.of(packed.getPath()).getFileName() + ".d");
        if (Files.isDirectory(target)) {
            return target;
        }
        Path unfinished = target.resolveSibling(target.getFileName() + ".new");
        FileSystemUtils.deleteRecursively(unfinished);
        Files.createDirectories(unfinished);
        try (InputStream content = new BufferedInputStream(packed.openStream())) {
            unpacking.unpack(content, unfinished);
        }
        return Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void untar(InputStream content, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(content))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = entry.resolveIn(target);
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    Files.setPosixFilePermissions(path, permissions((entry.getMode() & 0100) != 0));
                }
            }
        }
    }

    private static void copy(InputStream content, Path target) throws IOException {
        Path program = target.resolve("redis-server");
        Files.copy(content, program);
        Files.setPosixFilePermissions(program, permissions(true));
    }

    private static Set<PosixFilePermission> permissions(boolean executable) {
        return new HashSet<>(PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private interface Unpacking {
        void unpack(InputStream content, Path target) throws IOException;
    }
}
