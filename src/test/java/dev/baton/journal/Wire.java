package dev.baton.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A port that leads to a server on this machine until it is cut; for the client, a cut is the server's crash. The
/// port stays taken meanwhile, so that nobody else gets it.
final class Wire implements AutoCloseable {

    private final int server;
    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean whole = true;

    Wire(int server) {
        this.server = server;
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /// Ends all connections, and new ones at once.
    void cut() {
        whole = false;
        open.forEach(Wire::close);
    }

    void mend() {
        whole = true;
    }

    @Override
    public void close() {
        close(door);
        cut();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                open.add(client);
                if (whole) {
                    connect(client);
                } else {
                    close(client);
                }
            } catch (IOException closed) {
                // The loop ends by itself.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        var target = new Socket(InetAddress.getLoopbackAddress(), server);
        open.add(target);
        Thread.startVirtualThread(() -> pump(client, target));
        Thread.startVirtualThread(() -> pump(target, client));
        if (!whole) {
            cut();
        }
    }

    private void pump(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException closed) {
            // Either end may go first.
        } finally {
            open.remove(from);
            close(from);
        }
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception alreadyGone) {
            // That is what was wanted.
        }
    }
}
