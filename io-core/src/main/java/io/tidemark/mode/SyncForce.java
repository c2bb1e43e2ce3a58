package io.tidemark.mode;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Whether this JVM can write back the cache lines of a MAP_SYNC mapping. JDK 25.0.3 dies of a SIGSEGV in {@code
 * MappedByteBuffer.force} when its C2 compiler is off ({@code -Xint}, {@code -XX:TieredStopAtLevel} below 4); JDK
 * 17.0.15 works either way. What lies between was not measured and counts as affected: a wrong no costs speed, a wrong
 * yes costs the process.
 *
 * @param isAvailable whether it can
 * @param evidence the version and the compiler's state
 */
record SyncForce(boolean isAvailable, String evidence) {
    private static final int LAST_UNAFFECTED_FEATURE_VERSION = 17;
    private static final int C2_LEVEL = 4;

    private static final class Holder {
        static final SyncForce CURRENT = detect();
    }

    /** Of this JVM; asked once, because the answer can't change. */
    static SyncForce current() {
        return Holder.CURRENT;
    }

    /**
     * The rule itself.
     *
     * @param featureVersion such as 17
     * @param version such as {@code 17.0.15}
     * @param vmInfo the system property {@code java.vm.info}
     * @param tieredStopAtLevel the highest level of compilation
     */
    static SyncForce of(int featureVersion, String version, String vmInfo, int tieredStopAtLevel) {
        if (featureVersion <= LAST_UNAFFECTED_FEATURE_VERSION) {
            return new SyncForce(true, "JDK " + version + " writes back cache lines in every compiler mode");
        }
        if (vmInfo.contains("interpreted")) {
            return crashes(version, "-Xint");
        }
        if (tieredStopAtLevel < C2_LEVEL) {
            return crashes(version, "-XX:TieredStopAtLevel=" + tieredStopAtLevel);
        }
        if (vmInfo.contains("emulated-client")) {
            return crashes(version, "-XX:CompilationMode=quick-only, or another that emulates a client's JVM");
        }
        return new SyncForce(true, "JDK " + version + " with its C2 compiler on writes back cache lines");
    }

    private static SyncForce crashes(String version, String flag) {
        return new SyncForce(
                false,
                "the C2 compiler is off (" + flag + "), and force() on a MAP_SYNC mapping then crashes JDK 25 (this is "
                        + version + "); run without the flag");
    }

    private static SyncForce detect() {
        Runtime.Version version = Runtime.version();
        boolean asks = version.feature() > LAST_UNAFFECTED_FEATURE_VERSION;
        // The management beans take tens of milliseconds to load, so they are asked only where it matters.
        int level = asks ? tieredStopAtLevel() : C2_LEVEL;
        return of(version.feature(), version.toString(), System.getProperty("java.vm.info", ""), level);
    }

    private static int tieredStopAtLevel() {
        try {
            HotSpotDiagnosticMXBean bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return bean == null
                    ? C2_LEVEL
                    : Integer.parseInt(bean.getVMOption("TieredStopAtLevel").getValue());
        } catch (IllegalArgumentException e) {
            // Not HotSpot, or built without tiers: nothing is known against it.
            return C2_LEVEL;
        }
    }
}
