package io.tidemark.nativeio;

import java.util.Locale;

/** The processor architectures whose numbers are known; a few constants of Linux differ between them. */
enum Architecture {
    X86_64,
    AARCH64;

    /** The architecture of this JVM. */
    static Architecture current() {
        return of(System.getProperty("os.arch", ""));
    }

    /**
     * @param osArch the value of the system property {@code os.arch}
     * @throws UnsupportedOperationException if the numbers of that architecture are not known: a guess could open files
     *     with the wrong flags
     */
    static Architecture of(String osArch) {
        return switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64", "arm64" -> AARCH64;
            default ->
                throw new UnsupportedOperationException("The constants of Linux on the architecture '" + osArch
                        + "' are not known to Tidemark; it runs on x86-64 (amd64) and aarch64");
        };
    }

    int select(int x86, int arm) {
        return this == X86_64 ? x86 : arm;
    }
}
