package io.tidemark.cli;

import io.tidemark.mode.WriteProfile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Where a profile is to be kept. It replaces an earlier profile, and nothing else. */
record ProfileTarget(Path file) {
    private static final String PREFIX = ".tidemark-profile-";
    private static final long MOST_BYTES = 1 << 20;

    /** Refuses a file that can't be written, or is something else; so that nobody measures in vain. */
    void require() throws IOException {
        new NewFile(file).requireDirectory();
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            requireWritable(file.toAbsolutePath().getParent());
        } else if (!isProfile()) {
            throw refused(
                    "it can't be read as an earlier profile, and nothing else is replaced; name another file", null);
        } else if (!Files.isWritable(file)) {
            throw refused("the earlier profile may not be written; name another file", null);
        }
    }

    /** What is much longer is none, and isn't read. */
    private boolean isProfile() throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
            return false;
        }
        try {
            WriteProfile.load(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void requireWritable(Path directory) throws IOException {
        try {
            Files.delete(Files.createTempFile(directory, PREFIX, null));
        } catch (FileSystemException e) {
            throw refused(
                    "no file can be created in its directory (" + ErrorHandler.reason(e) + "); name another file", e);
        }
    }

    private FileSystemException refused(String what, FileSystemException cause) {
        FileSystemException refused = new FileSystemException(file.toString(), null, what);
        refused.initCause(cause);
        return refused;
    }
}
