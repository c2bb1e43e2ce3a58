package io.tidemark.powercut;

import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Posix;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One boot between two power cuts: each subject checks what the last cut has left, then appends until the next one.
 *
 * <p>Arguments: {@code append} or {@code check}, the round, the seed, the file with all that was told so far, and for each
 * subject its name and its directory.
 */
public final class PowerCut {
    private final boolean appending;
    private final int round;
    private final long seed;
    private final List<String> told;
    private final Map<Subject, Path> directories = new EnumMap<>(Subject.class);
    private final OutputStream world = new FileOutputStream(FileDescriptor.out);

    private PowerCut(String[] arguments) throws IOException {
        appending = arguments[0].equals("append");
        round = Integer.parseInt(arguments[1]);
        seed = Long.parseLong(arguments[2]);
        String history = Files.readString(Path.of(arguments[3]));
        told = history.substring(0, history.lastIndexOf('\n') + 1).lines().toList();
        for (int i = 4; i < arguments.length; i += 2) {
            directories.put(Subject.valueOf(arguments[i]), Path.of(arguments[i + 1]));
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        PowerCut cut = new PowerCut(arguments);
        List<Thread> threads = new ArrayList<>();
        for (Subject subject : cut.directories.keySet()) {
            Thread thread = new Thread(() -> cut.run(subject), subject.name());
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void run(Subject subject) {
        Teller teller = new Teller(world, subject);
        try {
            Acknowledged known = Acknowledged.read(told, subject);
            if (subject.isControl()) {
                controlRound(subject, teller, known);
            } else {
                round(subject, teller, known);
            }
        } catch (IOException | Violation | RuntimeException | Error e) {
            teller.tell(Teller.VIOLATION, e);
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private void round(Subject subject, Teller teller, Acknowledged known) throws IOException, Violation {
        try (Life life = open(subject, teller)) {
            life.check(known);
            if (known.durable() >= 0) {
                long kept = life.end() - life.begin();
                String what = subject.isLog() ? " records, " : " bytes, ";
                teller.tell(Teller.KEPT, kept + what + (life.end() - known.durable()) + " of them not acknowledged");
            }
            teller.tell(Teller.START, life.end() + " " + round + " " + subject.mode(round));
            while (appending) {
                life.step();
            }
        }
    }

    /** What it finds broken is what it is there for; it then begins anew. */
    private void controlRound(Subject subject, Teller teller, Acknowledged known) throws IOException, Violation {
        try {
            round(subject, teller, known);
            return;
        } catch (IOException | Violation e) {
            if (known.durable() < 0) {
                throw e;
            }
            teller.tell(Teller.LOST, e);
        }
        Files.deleteIfExists(path(subject));
        round(subject, teller, new Acknowledged());
    }

    private Life open(Subject subject, Teller teller) throws IOException {
        Posix posix = subject.isControl() ? Forgetful.posix() : Posix.system();
        Random random = random(subject);
        RangeMode mode = subject.mode(round);
        return subject.isLog()
                ? new LogLife(posix, path(subject), subject.layout(), mode, teller, random, round)
                : new FileLife(posix, path(subject), mode, teller, random, round);
    }

    private Path path(Subject subject) {
        return directories.get(subject).resolve(subject + ".tide");
    }

    /** The same sequence for each round and subject. */
    private Random random(Subject subject) {
        return new Random(((seed * 31 + round) * 31 + subject.name().hashCode()) * 0x9E37_79B9_7F4A_7C15L);
    }
}
