package dev.baton.embedded;

import com.sun.security.auth.module.UnixSystem;
import dev.baton.database.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// As whom, and how, the children run.
///
/// PostgreSQL refuses to run as root, and `initdb` refuses a user without a name. Where Baton runs so, the children
/// take another identity: `setpriv` gives them another user, `unshare` a user namespace in which nobody is root. Each
/// way is barred somewhere (containers forbid `unshare`; another user cannot enter a checkout below `/root`), so they
/// are tried in turn.
///
/// `setsid` keeps the terminal's Ctrl-C from the children: Baton stops them in order. `setpriv --pdeathsig` lets them
/// die with Baton however it dies.
record RunAs(Path folder, Identity identity, boolean ownSession, boolean dieWithParent) {
    private static final long NOBODY = 65534;

    /// The user and group that own the data, and the words before a command that turn into them.
    record Identity(long user, long group, List<String> words) {}

    /// Finds an identity that can write in the folder and run the program there.
    static RunAs choose(DataFolder folder, Path program) throws IOException {
        boolean ownSession = succeeds(List.of("setsid", "true"));
        boolean dieWithParent = succeeds(List.of("setpriv", "--pdeathsig", "TERM", "true"));
        for (Identity identity : candidates(folder.path())) {
            if (giveAway(folder.path(), identity) && fits(identity, folder, program)) {
                giveAwayAll(folder.path(), identity);
                return new RunAs(folder.path(), identity, ownSession, dieWithParent);
            }
        }
        throw new StartRefused(
                "Baton's own PostgreSQL cannot run in %s: PostgreSQL refuses to run as root or as a user without a name, "
                                .formatted(folder.path())
                        + "no other user can work in that folder, and user namespaces are not allowed here.",
                "Run Baton as an ordinary user, or let BATON_DATA name a folder that every user can reach, "
                        + "for example /var/tmp/baton, or set BATON_POSTGRES_URL and BATON_REDIS_URL.");
    }

    private static List<Identity> candidates(Path folder) throws IOException {
        var me = new UnixSystem();
        var unshared = new Identity(me.getUid(), me.getGid(), List.of("unshare", "-U", "--"));
        if (me.getUid() != 0) {
            return List.of(new Identity(me.getUid(), me.getGid(), List.of()), unshared);
        }
        var candidates = new ArrayList<Identity>();
        // A checkout that belongs to an ordinary user stays that user's, data included.
        Stream.of(folder, folder.getParent())
                .filter(path -> path != null && attribute(path, "unix:uid") != 0)
                .findFirst()
                .ifPresent(path ->
                        candidates.add(other(attribute(path, "unix:uid"), attribute(path, "unix:gid"), List.of())));
        candidates.add(other(NOBODY, NOBODY, List.of()));
        candidates.add(unshared);
        // No wider than unshare, which leaves root's files open to the child as well. PostgreSQL asks access(2) about
        // its own program, which without the secure bit heeds no capability of an ordinary user.
        candidates.add(other(
                NOBODY,
                NOBODY,
                List.of("--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override")));
        return candidates;
    }

    private static Identity other(long user, long group, List<String> more) {
        var words = new ArrayList<>(List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups"));
        words.addAll(more);
        words.add("--");
        return new Identity(user, group, words);
    }

    private static boolean fits(Identity identity, DataFolder folder, Path program) throws IOException {
        Path trace = folder.resolve(".probe");
        var command = new ArrayList<>(identity.words());
        command.addAll(
                List.of("sh", "-c", "id -un && : > \"$0\" && \"$1\" --version", trace.toString(), program.toString()));
        try {
            return succeeds(command);
        } finally {
            Files.deleteIfExists(trace);
        }
    }

    /// The command as a child in this identity, whose output is appended to the file.
    ///
    /// @param deathSignal what the child gets when Baton dies without a word
    ProcessBuilder process(String deathSignal, List<String> command, Path output) {
        var words = new ArrayList<String>();
        if (ownSession) {
            words.add("setsid");
        }
        words.addAll(identity.words());
        if (dieWithParent) {
            words.addAll(List.of("setpriv", "--pdeathsig", deathSignal, "--"));
        }
        words.addAll(command);
        var process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        // Baton's own PostgreSQL settings and language are not for the children.
        process.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        process.environment().put("LC_ALL", "C");
        return process;
    }

    /// Lets the children own a file or folder that Baton made for them.
    Path own(Path path) throws IOException {
        if (!giveAway(path, identity)) {
            throw new IOException("cannot change the owner of " + path);
        }
        return path;
    }

    private static void giveAwayAll(Path folder, Identity identity) throws IOException {
        try (var files = Files.walk(folder)) {
            // The programs stay as they are; only the next version must find its way in.
            Path programs = folder.resolve("bin");
            List<Path> refused = files.filter(path -> path.equals(programs) || !path.startsWith(programs))
                    .filter(path -> !giveAway(path, identity))
                    .toList();
            if (!refused.isEmpty()) {
                throw new StartRefused(
                        "%s belongs to another user than the one who runs Baton.".formatted(refused.getFirst()),
                        "Run Baton as that user, or give this one a folder of its own, for example"
                                + " BATON_DATA=.baton-2.");
            }
        }
    }

    private static boolean giveAway(Path path, Identity identity) {
        try {
            if (attribute(path, "unix:uid") != identity.user()) {
                Files.setAttribute(path, "unix:uid", (int) identity.user(), LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(path, "unix:gid", (int) identity.group(), LinkOption.NOFOLLOW_LINKS);
            }
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static long attribute(Path path, String name) {
        try {
            return Integer.toUnsignedLong((Integer) Files.getAttribute(path, name, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException _) {
            return 0;
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor(10, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
