package io.tidemark.bench.harness;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the figures were measured on; without it they mean nothing.
 *
 * @param processor model, number, and how the kernel lets idle ones sleep, which durable writes wait for
 * @param memory installed, as the kernel says
 * @param kernel name, release and architecture
 * @param jvm name, version, vendor and flags
 * @param load the load averages of 1, 5 and 15 minutes when the sheet was made
 * @param places file system and device of each directory measured in, by what the directory is for
 */
public record MachineSheet(
        String processor, String memory, String kernel, String jvm, String load, Map<String, String> places) {
    /**
     * Looks around.
     *
     * @param directories by what each is for
     */
    public static MachineSheet of(Map<String, Path> directories) throws IOException {
        Map<String, String> places = new TreeMap<>();
        for (Map.Entry<String, Path> entry : directories.entrySet()) {
            places.put(entry.getKey(), place(entry.getValue()));
        }
        return new MachineSheet(
                field("/proc/cpuinfo", "model name") + ", "
                        + Runtime.getRuntime().availableProcessors() + " CPUs, idle: " + idle(),
                field("/proc/meminfo", "MemTotal"),
                property("os.name") + " " + property("os.version") + " " + property("os.arch"),
                property("java.vm.name") + " " + property("java.vm.version") + ", " + property("java.vm.vendor")
                        + flags(),
                Files.readString(Path.of("/proc/loadavg")).strip(),
                places);
    }

    /** Those of this process; the ones that measure have the same. */
    private static String flags() {
        List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
        return flags.isEmpty() ? "" : ", " + String.join(" ", flags);
    }

    private static String idle() {
        String driver = line(Path.of("/sys/devices/system/cpu/cpuidle/current_driver"));
        return driver.equals("haltpoll")
                ? driver + ", guest_halt_poll_ns: "
                        + line(Path.of("/sys/module/haltpoll/parameters/guest_halt_poll_ns"))
                : driver;
    }

    private static String property(String name) {
        return System.getProperty(name, "?");
    }

    private static String field(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("?");
    }

    private static String place(Path directory) throws IOException {
        Path real = directory.toRealPath();
        // Fields of proc(5) mountinfo: ... (5) mount point (6) options ... - type source superblock-options
        List<String[]> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .map(line -> line.split(" ", -1))
                .toList();
        String[] mount = mounts.stream()
                .filter(fields -> real.startsWith(fields[4]))
                .max(Comparator.comparingInt(fields -> fields[4].length()))
                .orElseThrow(() -> new IOException("no mount holds " + real));
        int dash = List.of(mount).indexOf("-");
        String description = mount[dash + 1] + " (" + mount[5] + "," + mount[dash + 3] + ")";
        Path device = DeviceWrites.blockDevice(real);
        return Files.isReadable(device.resolve("stat"))
                ? description + " on " + mount[dash + 2] + ", " + queue(device)
                : description + ", no device of its own";
    }

    private static String queue(Path device) {
        Path folder = Files.isDirectory(device.resolve("queue")) ? device : device.resolve("..");
        return "write cache: " + setting(folder, "write_cache") + ", FUA: " + setting(folder, "fua")
                + ", rotational: " + setting(folder, "rotational") + ", logical block: "
                + setting(folder, "logical_block_size");
    }

    private static String setting(Path folder, String name) {
        return line(folder.resolve("queue").resolve(name));
    }

    private static String line(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "?";
        }
    }
}
