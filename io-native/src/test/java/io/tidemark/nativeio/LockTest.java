package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.nativeio.testing.NativeRig;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("no-disk")
class LockTest {
    @RegisterExtension
    final NativeRig rig = NativeRig.onDisk();

    @Test
    void twoOpensOfOneProcessConflict() throws Exception {
        NativeFile first = rig.open("a", OpenRequest.createNew());
        NativeFile second = rig.open("a", OpenRequest.readWrite());

        assertThat(first.tryLock(LockKind.EXCLUSIVE)).isTrue();
        assertThat(first.tryLock(LockKind.EXCLUSIVE)).as("again by its holder").isTrue();
        assertThat(second.tryLock(LockKind.EXCLUSIVE)).isFalse();
        assertThat(second.tryLock(LockKind.SHARED)).isFalse();

        assertThat(first.tryLock(LockKind.SHARED)).isTrue();
        assertThat(second.tryLock(LockKind.SHARED)).isTrue();
        assertThat(second.tryLock(LockKind.EXCLUSIVE)).isFalse();

        first.close();
        assertThat(second.tryLock(LockKind.EXCLUSIVE)).isTrue();
    }

    @Test
    void closingAnotherDescriptorOfTheFileDropsNothing() throws Exception {
        NativeFile holder = rig.open("a", OpenRequest.createNew());
        assertThat(holder.tryLock(LockKind.EXCLUSIVE)).isTrue();

        rig.open("a", OpenRequest.readWrite()).close();
        java.nio.channels.FileChannel.open(rig.path("a")).close();

        assertThat(rig.open("a", OpenRequest.readWrite()).tryLock(LockKind.SHARED))
                .isFalse();
        holder.close();
        assertThat(rig.open("a", OpenRequest.readWrite()).tryLock(LockKind.SHARED))
                .isTrue();
    }

    @Test
    @Timeout(120)
    void anotherProcessIsKeptOutUntilTheHolderIsKilled() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        Process holder = start(Holder.class, rig.path("a"));
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.readLine()).isEqualTo("locked true");
            assertThat(file.tryLock(LockKind.EXCLUSIVE)).isFalse();

            holder.destroyForcibly();
            assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(file.tryLock(LockKind.EXCLUSIVE)).isTrue();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void aKernelWithoutSuchLocksIsATypedFailure() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        rig.faults().fail("fcntl", 1, Errno.EINVAL).fail("fcntl", 2, Errno.ENOLCK);

        assertThatThrownBy(() -> file.tryLock(LockKind.EXCLUSIVE))
                .isInstanceOf(UnsupportedFileOperationException.class)
                .hasMessageContaining("no open-file-description locks");
        assertThatThrownBy(() -> file.tryLock(LockKind.EXCLUSIVE)).hasMessageContaining("ENOLCK (37)");
    }

    @Test
    void anInterruptedLockIsTakenAllTheSame() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        rig.faults().failRepeatedly("fcntl", 1, 2, Errno.EINTR);

        assertThat(file.tryLock(LockKind.EXCLUSIVE)).isTrue();
    }

    private static Process start(Class<?> main, Path argument) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), argument.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Another process that takes the lock and waits until it is killed or its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            try (NativeFile file = NativeFile.open(Posix.system(), Path.of(args[0]), OpenRequest.readWrite())) {
                System.out.println("locked " + file.tryLock(LockKind.EXCLUSIVE));
                System.in.read();
            }
        }
    }
}
