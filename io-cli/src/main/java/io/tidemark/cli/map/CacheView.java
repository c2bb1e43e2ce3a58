package io.tidemark.cli.map;

import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.Residency;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks the kernel what the page cache holds of a file, on a descriptor of its own and without reading a byte. */
public final class CacheView implements Closeable {
    private final NativeFile file;
    private final boolean isAnswered;

    private CacheView(NativeFile file, boolean isAnswered) {
        this.file = file;
        this.isAnswered = isAnswered;
    }

    /** What it holds of one part of a file. */
    static Pages pages(Path path, long offset, long length) throws IOException {
        try (CacheView view = open(path)) {
            return view.pages(offset, length);
        }
    }

    static CacheView open(Path path) throws IOException {
        NativeFile file =
                NativeFile.open(Posix.system(), path, OpenRequest.readOnly().followSymbolicLinks());
        return new CacheView(file, Files.isWritable(path));
    }

    Pages pages(long offset, long length) throws IOException {
        Residency residency = PageCache.residency(file, offset, length);
        // To those who may not write a file, mincore(2) claims that all of it is resident.
        boolean isKnown = isAnswered || residency.method() != Residency.Method.MINCORE;
        return new Pages(isKnown ? residency.pagesResident() : Pages.UNKNOWN, residency.pagesTotal());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
