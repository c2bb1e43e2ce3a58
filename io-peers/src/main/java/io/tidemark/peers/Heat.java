package io.tidemark.peers;

import io.tidemark.bench.foundation.DurableFloors;
import io.tidemark.bench.foundation.DurableFloors.Sync;
import io.tidemark.bench.foundation.Folders;
import io.tidemark.bench.foundation.Leftovers;
import io.tidemark.bench.foundation.LogAppends;
import io.tidemark.bench.foundation.LogReads;
import io.tidemark.bench.foundation.StoredRecords;
import io.tidemark.bench.report.Measurement;
import io.tidemark.peers.journal.Peer;
import io.tidemark.peers.journal.Plan;
import io.tidemark.peers.journal.Plan.Purpose;
import io.tidemark.peers.journal.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One workload with one size and number of threads, in which all take part that can.
 *
 * @param workload what is done
 * @param recordBytes length of a record
 * @param threads that do it at the same time
 */
record Heat(Workload workload, int recordBytes, int threads) {
    /** All of them. */
    static List<Heat> all() {
        List<Heat> all = new ArrayList<>();
        for (int bytes : new int[] {128, 1024, 4096}) {
            for (int threads : new int[] {1, 4, 16}) {
                all.add(new Heat(Workload.DURABLE_APPEND, bytes, threads));
            }
        }
        all.add(new Heat(Workload.UNFORCED_APPEND, 64, 1));
        all.add(new Heat(Workload.UNFORCED_APPEND, 1024, 1));
        all.add(new Heat(Workload.RANDOM_READ, 1024, 1));
        all.add(new Heat(Workload.SCAN, 1024, 1));
        all.add(new Heat(Workload.REOPEN, 1024, 1));
        return all;
    }

    /** The heat of a name that {@link #toString} made. */
    static Heat of(String name) {
        return all().stream()
                .filter(heat -> heat.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no heat is called " + name));
    }

    /** Runs it with the peers that can take part, of those that are given. */
    List<Measurement> run(Setting setting, Collection<Peer> peers) throws IOException {
        Path directory = workload.isInMemory() ? setting.memory() : setting.disk();
        List<Peer> able = new ArrayList<>();
        for (Peer peer : peers) {
            if (peer.obstacle(workload, directory) == null) {
                able.add(peer);
            }
        }
        Path place = Leftovers.add(Files.createTempDirectory(directory, "tidemark-peers-"));
        try {
            return workload == Workload.REOPEN
                    ? new Reopening(
                                    able,
                                    place,
                                    setting.volume(),
                                    setting.pace().fewRounds())
                            .run()
                    : rounds(setting, able, place);
        } finally {
            Folders.deleteWithContents(place);
            Leftovers.remove(place);
        }
    }

    private List<Measurement> rounds(Setting setting, List<Peer> peers, Path place) throws IOException {
        try (Entrants entrants = new Entrants()) {
            addFloors(entrants, place, setting.volume());
            for (Peer peer : peers) {
                Path own = Files.createDirectory(place.resolve(peer.name()));
                entrants.add(entrant(peer, own, setting.volume()));
            }
            return new Rounds(entrants.all(), place, setting.pace()).run(workload.label(), recordBytes, threads);
        }
    }

    private Entrant entrant(Peer peer, Path directory, Volume volume) throws IOException {
        return switch (workload) {
            case DURABLE_APPEND ->
                new DurableAppends(peer, plan(directory, Purpose.DURABLE_APPENDS, volume.durableBytes()));
            case UNFORCED_APPEND ->
                new UnforcedAppends(peer, plan(directory, Purpose.UNFORCED_APPENDS, volume.unforcedBytes()));
            case RANDOM_READ, SCAN -> new Reads(peer, workload, plan(directory, Purpose.READS, volume.readBytes()));
            case REOPEN -> throw new IllegalStateException("restarts are no turns");
        };
    }

    private Plan plan(Path directory, Purpose purpose, long bytes) {
        return new Plan(directory, recordBytes, threads, purpose, bytes);
    }

    private void addFloors(Entrants entrants, Path place, Volume volume) throws IOException {
        switch (workload) {
            case DURABLE_APPEND -> {
                int unitBytes = DurableFloors.unitBytes(place);
                int bytes = DurableFloors.inUnits(threads * recordBytes, unitBytes);
                String guarantee = "durable, in units of " + unitBytes + " B";
                for (Sync sync : Sync.values()) {
                    entrants.add(Floor.waiting(
                            new DurableFloors.Native(place.resolve("floor-" + sync), bytes, sync), guarantee, threads));
                }
            }
            case UNFORCED_APPEND ->
                entrants.add(Floor.of(
                        new LogAppends.CopyAndChecksum(
                                place.resolve("floor"), recordBytes, Math.toIntExact(volume.unforcedBytes())),
                        "in memory"));
            case RANDOM_READ -> {
                StoredRecords records = records(place, volume);
                entrants.add(Floor.of(new LogReads.ByChannel(records), ""));
                entrants.add(Floor.of(new LogReads.ByMapping(records), ""));
            }
            case SCAN -> {
                StoredRecords records = records(place, volume);
                entrants.add(Floor.whole(new LogReads.MappedScan(records), records.count()));
            }
            case REOPEN -> throw new IllegalStateException("restarts are no turns");
        }
    }

    /** A file with nothing but the records' bytes. */
    private StoredRecords records(Path place, Volume volume) throws IOException {
        byte[] record = plan(place, Purpose.READS, volume.readBytes()).bytes();
        Path file = place.resolve("floor");
        try (var stream = new java.io.BufferedOutputStream(Files.newOutputStream(file))) {
            for (long written = 0; written < volume.readBytes(); written += recordBytes) {
                stream.write(record);
            }
        }
        return new StoredRecords(file, 0, recordBytes, (int) (volume.readBytes() / recordBytes));
    }

    @Override
    public String toString() {
        return workload + "-" + recordBytes + "-" + threads;
    }
}
