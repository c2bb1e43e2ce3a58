package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.nativeio.testing.NativeRig;
import java.nio.channels.FileChannel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Descriptors that the JDK opens are found by being new. */
@Tag("no-disk")
class ProcessDescriptorsTest {
    @RegisterExtension
    final NativeRig rig = NativeRig.onDisk();

    @Test
    void theDescriptorOfAChannelIsFoundAmongOthersOfItsFile() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        NativeFile other = rig.open("b", OpenRequest.createNew());
        rig.open("a", OpenRequest.readWrite());
        try (ProcessDescriptors added = ProcessDescriptors.fromNowOn();
                FileChannel ofFile = FileChannel.open(rig.path("a"));
                FileChannel ofOther = FileChannel.open(rig.path("b"))) {
            assertThat(ofFile.isOpen() && ofOther.isOpen()).isTrue();
            assertThat(added.leadingTo(file)).hasSize(1).doesNotContain(file.fd());
            assertThat(ProcessDescriptors.tryAdviseRandom(
                            file, added.leadingTo(file).get(0)))
                    .isTrue();
            assertThat(added.leadingTo(other)).hasSize(1).doesNotContainAnyElementsOf(added.leadingTo(file));
        }
    }

    @Test
    void oneThatTakesThePlaceOfAnotherIsFoundAmongOthers() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        NativeFile closed = rig.open("b", OpenRequest.createNew());
        try (ProcessDescriptors added = ProcessDescriptors.fromNowOnAmongOthers(file)) {
            int number = closed.fd();
            closed.close();
            NativeFile second = rig.open("a", OpenRequest.readWrite());
            // Other threads of the JVM may have taken the number first; then there is nothing to see here.
            assumeTrue(second.fd() == number, "the number was not given out again");
            assertThat(added.leadingTo(file)).containsExactly(number);
        }
    }

    @Test
    void whatWasOpenBeforeIsNotNew() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        try (ProcessDescriptors added = ProcessDescriptors.fromNowOn()) {
            assertThat(added.leadingTo(file)).isEmpty();
        }
    }
}
