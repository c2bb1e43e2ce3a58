package io.tidemark.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Descriptors and mappings of this process that lead below a directory. */
public final class OpenResources {
    private OpenResources() {}

    public static List<String> of(Path directory) throws IOException {
        String prefix = directory.toAbsolutePath().toString();
        List<String> found = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path entry : entries) {
                String target = target(entry);
                if (target.startsWith(prefix)) {
                    found.add("descriptor " + entry.getFileName() + " of " + target);
                }
            }
        }
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            if (line.contains(prefix)) {
                found.add("mapping " + line);
            }
        }
        return found;
    }

    /** Empty for a descriptor that was closed meanwhile, as the one of the listing itself. */
    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
