package io.tidemark.nativeio;

/**
 * The process or the system has no descriptor, mapping or memory left for it ({@code EMFILE}, {@code ENFILE}, {@code
 * ENOMEM}). Nothing was done, and the operation can succeed once there is some; see {@code ulimit -n}, and {@code
 * vm.max_map_count} for mappings.
 */
public final class ResourceShortageException extends ShortageException {
    private static final long serialVersionUID = 1L;

    ResourceShortageException(String file, String reason, ErrnoException cause, long offset, long length) {
        super(file, reason, cause, offset, length);
    }
}
