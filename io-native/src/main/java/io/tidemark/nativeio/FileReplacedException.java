package io.tidemark.nativeio;

import java.nio.file.FileSystemException;

/** A path leads to another file than before: it was renamed, unlinked or replaced underneath. */
public final class FileReplacedException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    FileReplacedException(String file, FileFacts expected, FileFacts found) {
        super(
                file,
                null,
                "The file was replaced: expected " + identity(expected) + ", found " + identity(found)
                        + "; close both and find out who moves files here");
    }

    private static String identity(FileFacts facts) {
        return "inode " + facts.inode() + " on device 0x" + Long.toHexString(facts.device());
    }
}
