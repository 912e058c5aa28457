package dev.baton.embedded;

import dev.baton.database.StartRefused;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/// PostgreSQL as Baton runs it: durable, on the loopback address alone, with a password.
///
/// The database `baton` belongs to the role `baton`, which is no superuser, so that row-level security holds for it
/// as it does in production. The superuser `postgres` has the same password.
record EmbeddedPostgres(Path home, Path data, Path password, RunAs runAs, Path output) implements ChildProcess.Program {

    /// The name of its data, in the data folder.
    static final String DATA = "postgres";

    static void stopOrphan(DataFolder folder) throws IOException {
        Path data = folder.resolve(DATA);
        ChildProcess.stopOrphan("PostgreSQL", data.resolve("postmaster.pid"), data, data, "INT");
    }

    static EmbeddedPostgres prepare(DataFolder folder, Path home, RunAs runAs) throws IOException {
        var postgres = new EmbeddedPostgres(
                home, folder.resolve(DATA), runAs.own(folder.passwordFile()), runAs, runAs.own(folder.log("postgres")));
        if (!Files.isDirectory(postgres.data)) {
            postgres.create();
        }
        return postgres;
    }

    /// Makes the cluster beside its place and moves it there when it is complete: a crash leaves none or all.
    private void create() throws IOException {
        Path unfinished = data.resolveSibling("postgres.new");
        FileSystemUtils.deleteRecursively(unfinished);
        String secret = Files.readString(password);
        run(
                "",
                "bin/initdb",
                "--pgdata=" + unfinished,
                "--username=postgres",
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--locale-provider=builtin");
        run("""
            CREATE ROLE baton LOGIN PASSWORD '%s'
            CREATE DATABASE baton OWNER baton
            """.formatted(secret), "bin/postgres", "--single", "-D", unfinished.toString(), "postgres");
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private void run(String input, String program, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(home.resolve(program).toString()));
        command.addAll(List.of(arguments));
        Process process = runAs.process("KILL", command, output).start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        try {
            if (process.waitFor() != 0) {
                throw new StartRefused(
                        "PostgreSQL's data could not be created: %s failed.".formatted(program),
                        "See %s.".formatted(output));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public List<String> command(int port) {
        Stream<String> settings = Stream.of(
                "listen_addresses=127.0.0.1",
                "port=" + port,
                "unix_socket_directories=",
                "max_connections=300",
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "timezone=UTC");
        return Stream.concat(
                        Stream.of(home.resolve("bin/postgres").toString(), "-D", data.toString()),
                        settings.flatMap(setting -> Stream.of("-c", setting)))
                .toList();
    }

    /// PostgreSQL writes its process id into the first line of that file and its state into the eighth.
    @Override
    public boolean isReady(long pid, int port) {
        try {
            List<String> lines = Files.readAllLines(pidFile());
            return lines.size() > 7
                    && lines.getFirst().strip().equals(String.valueOf(pid))
                    && lines.get(7).strip().equals("ready");
        } catch (IOException _) {
            return false;
        }
    }

    /// Fast shutdown: sessions are ended, transactions rolled back, and a checkpoint is written.
    @Override
    public String stopSignal() {
        return "INT";
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }
}
