package io.tidemark.powercut;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a subject had told before the power went, as read from the lines that left the machine. */
final class Acknowledged {
    private long durable = -1;
    private long sealed;
    private long discarded;
    private long discarding;

    /** The end of the data with which each round began. */
    private final TreeMap<Integer, Long> starts = new TreeMap<>();

    /** @param lines as {@link Teller} wrote them, without a torn last one */
    static Acknowledged read(List<String> lines, Subject subject) {
        Acknowledged acknowledged = new Acknowledged();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (words[0].equals(subject.name())) {
                acknowledged.apply(words);
            }
        }
        return acknowledged;
    }

    private void apply(String[] words) {
        long offset = words.length > 2 && words[2].matches("\\d+") ? Long.parseLong(words[2]) : -1;
        switch (words[1]) {
            case Teller.DURABLE -> durable = offset;
            case Teller.SEALED -> sealed = offset;
            case Teller.DISCARDING -> discarding = offset;
            case Teller.DISCARDED -> discarded = offset;
            case Teller.START -> {
                durable = offset;
                sealed = Math.min(sealed, offset);
                discarding = Math.min(discarding, offset);
                discarded = Math.min(discarded, offset);
                starts.put(Integer.valueOf(words[3]), offset);
            }
            default -> {} // What is told to people.
        }
    }

    /** Nothing below may be missing; −1 if nothing was told. */
    long durable() {
        return durable;
    }

    /** All below is sealed or discarded. */
    long sealed() {
        return sealed;
    }

    /** All below is discarded. */
    long discarded() {
        return discarded;
    }

    /** All below may be discarded. */
    long discarding() {
        return Math.max(discarding, discarded);
    }

    /** The round in which the byte at {@code offset} was written last, or 0 if nobody knows. */
    int roundOf(long offset) {
        for (Map.Entry<Integer, Long> start : starts.descendingMap().entrySet()) {
            if (start.getValue() <= offset) {
                return start.getKey();
            }
        }
        return 0;
    }
}
