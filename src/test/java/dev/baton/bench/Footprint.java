package dev.baton.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What memory a JVM takes, seen from outside.
///
/// @param heap in bytes, after a collection
/// @param resident in bytes, all of its memory: Netty's buffers lie neither on the heap nor in the JVM's own books
record Footprint(long heap, long resident) {

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

    /// A histogram collects first, and counts what is left at the same moment.
    static Footprint of(ProcessHandle process) throws IOException {
        String pid = Long.toString(process.pid());
        Matcher total = TOTAL.matcher(output(jcmd(), pid, "GC.class_histogram"));
        if (!total.find()) {
            throw new IOException("jcmd has no histogram of process " + pid);
        }
        return new Footprint(
                Long.parseLong(total.group(1)),
                1024 * Long.parseLong(output("ps", "-o", "rss=", "-p", pid).strip()));
    }

    Footprint minus(Footprint before) {
        return new Footprint(heap - before.heap, resident - before.resident);
    }

    private static String jcmd() {
        return Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "heap %.1f MB, resident %.0f MB", heap / 1e6, resident / 1e6);
    }
}
