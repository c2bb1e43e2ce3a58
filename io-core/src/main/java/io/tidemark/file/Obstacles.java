package io.tidemark.file;

import io.tidemark.file.SwitchOutcome.Obstacle;
import io.tidemark.file.SwitchOutcome.Obstacle.Kind;
import io.tidemark.nativeio.DaxFlag;
import io.tidemark.nativeio.FileFacts;
import io.tidemark.nativeio.MountOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What may keep a closed file in its DAX state, as far as it can be told. */
final class Obstacles {
    private Obstacles() {}

    /** @param flag as it was found */
    static List<Obstacle> of(FileFacts facts, DaxFlag flag, DaxFlag wanted) throws IOException {
        List<Obstacle> found = new ArrayList<>();
        if (flag != wanted) {
            found.add(new Obstacle(Kind.FLAG_SET_BACK, "its flag was set back after it was changed"));
        }
        addMountOption(found, facts, wanted);
        FileHolders.of(facts).addTo(found);
        if (facts.linkCount() > 1) {
            found.add(new Obstacle(
                    Kind.HARD_LINK,
                    "it has " + facts.linkCount() + " names, and the kernel may remember it under another one;"
                            + " remove the others, or drop the kernel's dentries (vm.drop_caches)"));
        }
        if (found.isEmpty()) {
            found.add(new Obstacle(
                    Kind.UNSEEN,
                    "nothing that this process can see: a process of another user or container may have it open, or"
                            + " the file system does not do it"));
        }
        return found;
    }

    private static void addMountOption(List<Obstacle> found, FileFacts facts, DaxFlag wanted) throws IOException {
        List<String> contrary = wanted == DaxFlag.CLEAR ? List.of("dax", "dax=always") : List.of("dax=never");
        for (String option : MountOptions.of(facts)) {
            if (contrary.contains(option)) {
                found.add(new Obstacle(
                        Kind.MOUNT_OPTION,
                        "it is mounted with " + option + ", so its flag means nothing; mount with dax=inode"));
            }
        }
    }
}
