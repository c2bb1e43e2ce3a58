package io.tidemark.nativeio;

import io.tidemark.nativeio.testing.NativeRig;
import org.junit.jupiter.api.Tag;

@Tag("no-disk")
class TmpfsNativeFileTest extends NativeFileContract {
    @Override
    NativeRig rig() {
        return NativeRig.onTmpfs();
    }

    @Override
    String fileSystemType() {
        return "tmpfs";
    }
}
