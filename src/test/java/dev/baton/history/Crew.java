package dev.baton.history;

import dev.baton.testing.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// The agents and the people, half of them over HTTP and half over WebSocket, and who watches them.
final class Crew implements AutoCloseable {

    private static final int AGENTS_PER_DELEGATOR = 4;
    private static final int MOST_TASKS = 4;

    private final List<Gateway> gateways;
    private final Recording record;
    private final Random random;
    private final Progress progress;
    private final Pulse pulse;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Queue<Lease> found = new ConcurrentLinkedQueue<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private final List<Lead> leads = new ArrayList<>();
    private final Office office;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> work = new ArrayList<>();
    private final List<Future<?>> delegating = new ArrayList<>();

    private Crew(Settings settings, List<Gateway> gateways, Recording record, Hiring hiring) {
        this.gateways = gateways;
        this.record = record;
        this.random = new Random(settings.seed());
        this.progress = new Progress(settings.tasks(), settings.patience());
        Hiring.Badge operator = hiring.operator();
        this.office = new Office(client(operator, false), progress, settings.agents() * 3);
        this.pulse = new Pulse(gateways.stream()
                .<Wire>map(gateway -> new HttpWire(gateway, operator.token()))
                .toList());
    }

    /// Hires everybody; nobody works yet.
    static Crew hire(Settings settings, List<Gateway> gateways, Recording record) {
        var hiring = Hiring.at(gateways.getFirst());
        var crew = new Crew(settings, gateways, record, hiring);
        var managers = new ArrayList<String>();
        int leads = Math.max(1, settings.agents() / 16);
        for (int i = 0; i < settings.agents(); i++) {
            if (i < leads) {
                var badge = hiring.agent("lead-" + i, "MANAGER", Work.LEAD, MOST_TASKS, null);
                managers.add(badge.subject());
                crew.leads.add(new Lead(crew.client(badge, i % 2 == 1), crew.over::get));
            } else {
                // What a manager delegates is for the agents below it.
                String manager = managers.get(i % leads);
                var badge = hiring.agent("worker-" + i, "SPECIALIST", Work.WORKER, MOST_TASKS, manager);
                crew.workers.add(new Worker(crew.client(badge, i % 2 == 1), crew.found, crew.workers, crew.over::get));
            }
        }
        return crew;
    }

    private Client client(Hiring.Badge badge, boolean socket) {
        List<Wire> wires = gateways.stream()
                .map(gateway -> socket ? new SocketWire(gateway, badge.token()) : new HttpWire(gateway, badge.token()))
                .toList();
        var client = new Client(badge.subject(), wires, record, new Random(random.nextLong()));
        clients.add(client);
        return client;
    }

    Pulse pulse() {
        return pulse;
    }

    Progress progress() {
        return progress;
    }

    /// What is read at the end is read over this client.
    Client reader() {
        return clients.getFirst();
    }

    /// Everybody begins.
    void start() {
        for (int gateway = 0; gateway < gateways.size(); gateway++) {
            int number = gateway;
            work.add(submit(() -> pulse.feel(number, over::get)));
        }
        for (int i = 0; i < Math.ceilDiv(clients.size(), AGENTS_PER_DELEGATOR); i++) {
            var chance = new Random(random.nextLong());
            delegating.add(submit(() -> office.delegate(chance)));
        }
        var chance = new Random(random.nextLong());
        work.add(submit(() -> office.look(chance, over::get)));
        var chances = new Random(random.nextLong());
        work.add(submit(() -> office.retry(chances, over::get)));
        work.add(submit(() -> office.count(over::get)));
        var reviewer = new LateReviewer(clients.getFirst(), new Random(random.nextLong()));
        work.add(submit(() -> reviewer.run(over::get)));
        workers.forEach(worker -> work.add(submit(worker::run)));
        leads.forEach(lead -> work.add(submit(lead::run)));
    }

    private interface Job {
        void run() throws InterruptedException;
    }

    private Future<?> submit(Job job) {
        return threads.submit(() -> {
            job.run();
            return null;
        });
    }

    /// Waits until all is delegated and has ended, or nothing has moved for too long; then everybody stops.
    void finish() throws InterruptedException, ExecutionException {
        for (Future<?> one : delegating) {
            one.get();
        }
        progress.lookAgain();
        while (!progress.done() && !progress.stuck()) {
            Thread.sleep(200);
        }
        stop();
        for (Future<?> one : work) {
            one.get();
        }
    }

    private void stop() {
        over.set(true);
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
        clients.forEach(Client::close);
    }
}
