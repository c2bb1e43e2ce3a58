package io.tidemark.nativeio;

import io.tidemark.nativeio.testing.NativeRig;

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
