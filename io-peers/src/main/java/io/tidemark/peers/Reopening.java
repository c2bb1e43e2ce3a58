package io.tidemark.peers;

import io.tidemark.bench.foundation.Folders;
import io.tidemark.bench.foundation.OwnProcess;
import io.tidemark.bench.report.Measurement;
import io.tidemark.peers.journal.Appender;
import io.tidemark.peers.journal.Journal;
import io.tidemark.peers.journal.Peer;
import io.tidemark.peers.journal.Plan;
import io.tidemark.peers.journal.Plan.Purpose;
import io.tidemark.peers.journal.Reader;
import io.tidemark.peers.journal.Workload;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a restart costs after the process was killed: one process fills a log and goes on appending, durably, until it is
 * killed; the next one opens it and reads everything. Both are new JVMs, as they would be.
 */
final class Reopening {
    /** So many acknowledgements are waited for before the kill. */
    private static final int ACKNOWLEDGED = 5;

    private final List<Peer> peers;
    private final Path directory;
    private final Volume volume;
    private final int rounds;

    Reopening(List<Peer> peers, Path directory, Volume volume, int rounds) {
        this.peers = peers;
        this.directory = directory;
        this.volume = volume;
        this.rounds = rounds;
    }

    private record Restart(double openNanos, double readNanos) {}

    List<Measurement> run() throws IOException {
        Map<Peer, List<Restart>> restarts = new EnumMap<>(Peer.class);
        peers.forEach(peer -> restarts.put(peer, new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int place = 0; place < peers.size(); place++) {
                Peer peer = peers.get((round + place) % peers.size());
                restarts.get(peer).add(restart(peer));
            }
        }
        List<Measurement> all = new ArrayList<>();
        restarts.forEach((peer, of) -> all.add(
                measurement(peer, ", open", of.stream().map(Restart::openNanos).toList())));
        restarts.forEach((peer, of) -> all.add(measurement(
                peer, ", all records read", of.stream().map(Restart::readNanos).toList())));
        return all;
    }

    private Measurement measurement(Peer peer, String what, List<Double> nanos) {
        return new Measurement(
                "peers",
                Workload.REOPEN.label() + what,
                peer.label(),
                peer.role(),
                "",
                volume.reopenRecordBytes(),
                1,
                nanos,
                -1,
                -1,
                List.of());
    }

    private Restart restart(Peer peer) throws IOException {
        Path place = Files.createTempDirectory(directory, "tidemark-peers-");
        try {
            Path log = Files.createDirectory(place.resolve("log"));
            // What it unpacks, as RocksDB its library, nobody deletes once it is killed.
            String temporary = "-Djava.io.tmpdir=" + Files.createDirectory(place.resolve("temporary"));
            long acknowledged = fillAndKill(peer, log, temporary);
            String[] answer = open(peer, log).split(" ", -1);
            long found = Long.parseLong(answer[0]);
            if (found < acknowledged) {
                throw new IOException(
                        peer.label() + " has " + found + " of " + acknowledged + " acknowledged records after a kill");
            }
            return new Restart(Double.parseDouble(answer[1]), Double.parseDouble(answer[2]));
        } finally {
            Folders.deleteWithContents(place);
        }
    }

    /** Returns how many records had been acknowledged. */
    private long fillAndKill(Peer peer, Path place, String flag) throws IOException {
        Process process = process("FILL", peer, place, flag);
        try (BufferedReader answers = process.inputReader()) {
            String last = null;
            String line;
            for (int i = 0; (line = answers.readLine()) != null; i++) {
                last = line;
                if (i == ACKNOWLEDGED) {
                    // The process's own method would close the stream of its answers, too.
                    process.toHandle().destroyForcibly();
                }
            }
            OwnProcess.await(process);
            if (last == null) {
                throw new IOException(peer.label() + " failed to fill its log; see above");
            }
            return Long.parseLong(last);
        }
    }

    private String open(Peer peer, Path place) throws IOException {
        Process process = process("OPEN", peer, place);
        try (BufferedReader answers = process.inputReader()) {
            String answer = answers.readLine();
            int status = OwnProcess.await(process);
            if (answer == null || status != 0) {
                throw new IOException(peer.label() + " failed to open its log after a kill; see above");
            }
            return answer;
        }
    }

    private Process process(String act, Peer peer, Path place, String... flags) throws IOException {
        List<String> command = OwnProcess.java(Reopening.class, flags);
        command.addAll(List.of(
                act,
                peer.name(),
                place.toString(),
                Integer.toString(volume.reopenRecordBytes()),
                Long.toString(volume.reopenBytes())));
        return OwnProcess.start(new ProcessBuilder(command).redirectError(Redirect.INHERIT));
    }

    /** The processes: {@code FILL} or {@code OPEN}, the peer, its directory, the length of a record and of all. */
    public static void main(String[] arguments) throws IOException {
        Peer peer = Peer.valueOf(arguments[1]);
        int recordBytes = Integer.parseInt(arguments[3]);
        long bytes = Long.parseLong(arguments[4]);
        int records = (int) (bytes / recordBytes);
        Plan plan = new Plan(Path.of(arguments[2]), recordBytes, 1, Purpose.REOPENING, 2 * bytes);
        if (arguments[0].equals("FILL")) {
            fill(peer.open(plan), records);
        } else {
            open(peer, plan);
        }
    }

    private static void fill(Journal journal, int records) throws IOException {
        Appender appender = journal.appender();
        appender.append(records);
        for (long acknowledged = records; ; ) {
            appender.appendDurably();
            System.out.println(++acknowledged);
        }
    }

    private static void open(Peer peer, Plan plan) throws IOException {
        long start = System.nanoTime();
        Journal journal = peer.open(plan);
        Reader reader = journal.reader();
        long opened = System.nanoTime() - start;
        long count = reader.scan(Long.MAX_VALUE);
        long read = System.nanoTime() - start;
        System.out.println(count + " " + opened + " " + read);
        reader.close();
        journal.close();
        System.exit(0);
    }
}
