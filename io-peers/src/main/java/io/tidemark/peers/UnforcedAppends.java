package io.tidemark.peers;

import io.tidemark.bench.report.Measurement.Role;
import io.tidemark.peers.journal.Appender;
import io.tidemark.peers.journal.Journal;
import io.tidemark.peers.journal.Peer;
import io.tidemark.peers.journal.Plan;
import java.io.IOException;

/** One thread that appends without waiting for a medium; at the end of each turn all of it has left the process. */
final class UnforcedAppends implements Entrant {
    private final Peer peer;
    private final Plan plan;
    private final Journal journal;
    private final Appender appender;
    private long appended;

    UnforcedAppends(Peer peer, Plan plan) throws IOException {
        this.peer = peer;
        this.plan = plan;
        journal = peer.open(plan);
        appender = journal.appender();
        journal.rest();
    }

    @Override
    public String name() {
        return peer.label();
    }

    @Override
    public Role role() {
        return peer.role();
    }

    @Override
    public String guarantee() {
        return "left the process, not forced";
    }

    @Override
    public int maxOperations() {
        return (int) (plan.records() / 2);
    }

    @Override
    public void before(int operations) throws IOException {
        journal.awake();
        if (appended + operations + 1 > plan.records()) {
            journal.discard();
            appended = 0;
        }
        appended += operations + 1;
        appender.append(1);
    }

    @Override
    public void run(int operations) throws IOException {
        appender.append(operations);
        journal.rest();
    }

    @Override
    public void close() throws IOException {
        journal.awake();
        appender.close();
        journal.close();
    }
}
