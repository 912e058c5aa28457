package dev.baton.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A port that leads to a server on this machine until it is cut; for the client, a cut is the server's crash.
final class Wire implements AutoCloseable {

    private final int server;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket door;

    Wire(int server) {
        this.server = server;
        this.door = listen(0);
        this.port = door.getLocalPort();
    }

    int port() {
        return port;
    }

    /// Ends all connections and refuses new ones.
    void cut() {
        close(door);
        open.forEach(Wire::close);
    }

    void mend() {
        door = listen(port);
    }

    @Override
    public void close() {
        cut();
    }

    private ServerSocket listen(int at) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
            Thread.startVirtualThread(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket at) {
        while (!at.isClosed()) {
            try {
                Socket client = at.accept();
                var target = new Socket(InetAddress.getLoopbackAddress(), server);
                open.add(client);
                open.add(target);
                Thread.startVirtualThread(() -> pump(client, target));
                Thread.startVirtualThread(() -> pump(target, client));
            } catch (IOException closed) {
                // Cut: the loop ends by itself.
            }
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
