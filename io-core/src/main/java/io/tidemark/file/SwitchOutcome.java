package io.tidemark.file;

import java.util.List;
import java.util.Objects;

/** What became of a {@linkplain DaxSwitch switch} between DAX and the page cache. */
public sealed interface SwitchOutcome {
    /** The reopened file has the state that was asked for. */
    record Switched() implements SwitchOutcome {}

    /**
     * The reopened file is as before, and whole. Its flag is stored. When what stands in the way is gone,
     * {@link DaxSwitch} does it; the state may also follow by itself, but that is not certain.
     *
     * @param obstacles what was found in the way; at least one
     */
    record Stayed(List<Obstacle> obstacles) implements SwitchOutcome {
        public Stayed {
            obstacles = List.copyOf(obstacles);
        }
    }

    /**
     * One thing that keeps a file in its state.
     *
     * @param kind what it is
     * @param detail who or what exactly, one sentence for a person
     */
    record Obstacle(Kind kind, String detail) {
        /** Kinds of obstacles. */
        public enum Kind {
            /** The mount option decides for all files, whatever their flags say. */
            MOUNT_OPTION,
            /** Somebody has set the flag back. */
            FLAG_SET_BACK,
            /** A process has the file open. */
            DESCRIPTOR,
            /** A process has it mapped. */
            MAPPING,
            /** A process watches it by inotify. */
            WATCH,
            /** The kernel may remember it under another of its names. */
            HARD_LINK,
            /** Nothing that this process can see: somebody else's process, another container, or the file system. */
            UNSEEN
        }

        public Obstacle {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(detail, "detail");
        }
    }
}
