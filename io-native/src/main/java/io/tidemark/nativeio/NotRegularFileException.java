package io.tidemark.nativeio;

import java.nio.file.FileSystemException;

/** The path names something that is not a regular file: a directory, FIFO, socket, device or (refused) symbolic link. */
public final class NotRegularFileException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    private final FileType type;

    NotRegularFileException(String file, FileType type, Throwable cause) {
        super(file, null, "is a " + type.text() + ", must be a regular file" + advice(type));
        this.type = type;
        if (cause != null) {
            initCause(cause);
        }
    }

    /** What is there. */
    public FileType type() {
        return type;
    }

    private static String advice(FileType type) {
        return type == FileType.SYMBOLIC_LINK
                ? "; open its target, or ask for symbolic links to be followed if whoever can write the directory is"
                        + " trusted"
                : "";
    }
}
