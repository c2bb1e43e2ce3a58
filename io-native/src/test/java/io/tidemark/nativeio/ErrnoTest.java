package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("no-disk")
class ErrnoTest {
    private static final Path PATH = Path.of("/logs/a.log");

    @Test
    void aNumberIsDescribedByNameNumberAndMeaning() {
        assertThat(Errno.describe(28)).isEqualTo("ENOSPC (28): no space left on device");
        assertThat(Errno.describe(5)).isEqualTo("EIO (5): input/output error");
        assertThat(Errno.describe(133)).startsWith("EHWPOISON (133): ");
    }

    @Test
    void anUnknownNumberStaysReadable() {
        assertThat(Errno.describe(4711)).isEqualTo("errno 4711 (4711): unknown error");
    }

    @ParameterizedTest
    @CsvSource({
        "ENOENT, 2, java.nio.file.NoSuchFileException",
        "EACCES, 13, java.nio.file.AccessDeniedException",
        "EPERM, 1, java.nio.file.AccessDeniedException",
        "EEXIST, 17, java.nio.file.FileAlreadyExistsException",
        "ENOSPC, 28, io.tidemark.nativeio.DiskFullException",
        "EDQUOT, 122, io.tidemark.nativeio.DiskFullException",
        "EIO, 5, io.tidemark.nativeio.MediaErrorException",
        "EHWPOISON, 133, io.tidemark.nativeio.MediaErrorException",
        "ENODATA, 61, io.tidemark.nativeio.MediaErrorException",
        "EILSEQ, 84, io.tidemark.nativeio.MediaErrorException",
        "EROFS, 30, io.tidemark.nativeio.ReadOnlyFileException",
        "EOPNOTSUPP, 95, io.tidemark.nativeio.UnsupportedFileOperationException",
        "ENOSYS, 38, io.tidemark.nativeio.UnsupportedFileOperationException",
        "ENOTTY, 25, io.tidemark.nativeio.UnsupportedFileOperationException",
        "EFBIG, 27, io.tidemark.nativeio.DiskFullException",
        "EMFILE, 24, io.tidemark.nativeio.ResourceShortageException",
        "ENFILE, 23, io.tidemark.nativeio.ResourceShortageException",
        "ENOMEM, 12, io.tidemark.nativeio.ResourceShortageException",
        "ELOOP, 40, io.tidemark.nativeio.NativeIoException",
        "EINVAL, 22, io.tidemark.nativeio.NativeIoException",
    })
    void eachNumberBecomesTheExceptionThatCallersBranchOn(String name, int errno, Class<? extends IOException> type) {
        ErrnoException cause = new ErrnoException("pwrite", errno);

        FileSystemException translated = cause.toIoException(PATH, 4096, 512);

        assertThat(translated).isExactlyInstanceOf(type).hasCause(cause);
        assertThat(translated.getFile()).isEqualTo("/logs/a.log");
        assertThat(translated)
                .hasMessageStartingWith("/logs/a.log: ")
                .hasMessageContainingAll("pwrite", "512 bytes at offset 4096", name);
    }

    @Test
    void aNameThatAFileSystemDoesNotTakeIsNoFailureOfTheMedium() {
        assertThat(new ErrnoException("open", Errno.EILSEQ).toIoException(PATH))
                .isExactlyInstanceOf(NativeIoException.class)
                .hasMessage("/logs/a.log: open failed: EILSEQ (84): invalid or incomplete multibyte or wide character");
    }

    @Test
    void aMessageSaysWhichCallFailedForWhichBytesAndWhy() {
        assertThat(new ErrnoException("pwrite", Errno.ESTALE).toIoException(PATH, 4096, 512))
                .hasMessage("/logs/a.log: pwrite failed for 512 bytes at offset 4096: ESTALE (116): stale file handle;"
                        + " the file is gone on its server: open it again");
    }

    @Test
    void aNativeFailureCarriesWhatWasTried() {
        NativeIoException failure =
                (NativeIoException) new ErrnoException("pwrite", Errno.ENOSPC).toIoException(PATH, 7, 9);

        assertThat(failure.operation()).isEqualTo("pwrite");
        assertThat(failure.errno()).isEqualTo(28);
        assertThat(failure.errnoName()).isEqualTo("ENOSPC");
        assertThat(failure.offset()).isEqualTo(7);
        assertThat(failure.length()).isEqualTo(9);
    }

    @Test
    void whereSpaceIsShortThatIsSaidFirst() {
        assertThat(new ErrnoException("fallocate", Errno.ENOSPC).toIoException(PATH, 7, 9))
                .hasMessage("/logs/a.log: no space left on device (ENOSPC, fallocate of 9 bytes at offset 7); make room"
                        + " in its file system");
        assertThat(new ErrnoException("open", Errno.EDQUOT).toIoException(PATH))
                .hasMessage("/logs/a.log: disk quota exceeded (EDQUOT, open); raise the quota or free space that counts"
                        + " towards it");
    }

    @Test
    void aFailureWithoutBytesSaysNothingAboutThem() {
        NativeIoException failure = (NativeIoException) new ErrnoException("fsync", Errno.EIO).toIoException(PATH);

        assertThat(failure.offset()).isEqualTo(-1);
        assertThat(failure.length()).isEqualTo(-1);
        assertThat(failure.getMessage()).startsWith("/logs/a.log: fsync failed: EIO (5): input/output error; ");
    }

    @ParameterizedTest
    @CsvSource({
        "open, 24, ulimit -n",
        "open, 23, fs.file-max",
        "open, 28, make room",
        "open, 122, quota",
        "open, 27, ulimit -f",
        "open, 30, mounted read-only",
        "pwrite, 22, multiples of the alignments",
        "open, 40, symbolic link",
        "open, 12, vm.max_map_count",
        "open, 5, kernel log",
    })
    void whereThereIsSomethingToDoTheMessageSaysIt(String call, int errno, String advice) {
        assertThat(new ErrnoException(call, errno).toIoException(PATH)).hasMessageContaining(advice);
    }

    @Test
    void alignmentIsNoAdviceForWhatMovesNoBytes() {
        assertThat(new ErrnoException("lseek", Errno.EINVAL).toIoException(PATH).getMessage())
                .endsWith("lseek failed: EINVAL (22): invalid argument");
    }

    @Test
    void theExceptionsOfTheJdkKeepTheirMeaningWithoutAPath() {
        assertThat(new ErrnoException("open", Errno.ENOENT).toIoException(null))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(new ErrnoException("open", Errno.EACCES).toIoException(null))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(new ErrnoException("open", Errno.EEXIST).toIoException(null))
                .isInstanceOf(FileAlreadyExistsException.class);
    }
}
