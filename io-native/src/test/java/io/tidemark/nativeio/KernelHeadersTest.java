package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares our numbers with what a C compiler makes of this machine's headers. */
@Tag("no-disk")
class KernelHeadersTest {
    private static final List<String> HEADERS = List.of(
            "fcntl.h",
            "errno.h",
            "unistd.h",
            "stdint.h",
            "stddef.h",
            "stdio.h",
            "sys/mman.h",
            "sys/stat.h",
            "sys/syscall.h",
            "sys/uio.h",
            "sys/statvfs.h",
            "sys/vfs.h",
            "linux/falloc.h",
            "linux/fiemap.h",
            "linux/fs.h",
            "linux/futex.h",
            "linux/magic.h",
            "linux/mman.h");

    /** What the headers spell differently. */
    private static final Map<String, String> SPELLINGS =
            Map.of("SYS_CACHESTAT", "SYS_cachestat", "SYS_FUTEX", "SYS_futex");

    private static final String ABSENT = "absent";

    @TempDir
    Path directory;

    @Test
    void everyConstantIsWhatTheHeadersOfThisMachineSay() throws Exception {
        Map<String, Long> expected = new TreeMap<>();
        for (Class<?> type : List.of(LinuxConstants.class, FileSystemMagic.class, Errno.class)) {
            expected.putAll(numbersOf(type));
        }
        List<String> lines = new ArrayList<>();
        for (String name : expected.keySet()) {
            String spelling = SPELLINGS.getOrDefault(name, name);
            lines.add("#ifdef " + spelling);
            lines.add("  printf(\"" + name + " %lld\\n\", (long long) " + spelling + ");");
            lines.add("#else");
            lines.add("  printf(\"" + name + " " + ABSENT + "\\n\");");
            lines.add("#endif");
        }

        compare(expected, probe(lines), 100);
    }

    @Test
    void everyOffsetIsWhereTheCompilerPutsTheField() throws Exception {
        Map<Class<?>, String> structs = new LinkedHashMap<>();
        structs.put(Layouts.Statx.class, "struct statx");
        structs.put(Layouts.Statfs.class, "struct statfs");
        structs.put(Layouts.Flock.class, "struct flock");
        structs.put(Layouts.Iovec.class, "struct iovec");
        structs.put(Layouts.Fsxattr.class, "struct fsxattr");
        structs.put(Layouts.FileCloneRange.class, "struct file_clone_range");
        structs.put(Layouts.Fiemap.class, "struct fiemap");
        structs.put(Layouts.FiemapExtent.class, "struct fiemap_extent");
        // Absent from older headers: the direct-I/O fields came with Linux 6.1.
        List<String> newer = List.of("STX_DIO_MEM_ALIGN", "STX_DIO_OFFSET_ALIGN", "STX_MNT_ID");
        Map<String, Long> expected = new TreeMap<>();
        List<String> lines = new ArrayList<>();
        structs.forEach((type, struct) -> numbersOf(type).forEach((field, number) -> {
            if (!newer.contains(field)) {
                String name = type.getSimpleName() + "." + field;
                String value = field.equals("SIZE")
                        ? "sizeof(" + struct + ")"
                        : "offsetof(" + struct + ", " + field.toLowerCase(Locale.ROOT) + ")";
                expected.put(name, number);
                lines.add("  printf(\"" + name + " %lld\\n\", (long long) " + value + ");");
            }
        }));

        compare(expected, probe(lines), 20);
    }

    private static void compare(Map<String, Long> expected, Map<String, String> actual, int atLeast) {
        List<String> absent = new ArrayList<>();
        int compared = 0;
        for (Map.Entry<String, Long> entry : expected.entrySet()) {
            String value = actual.get(entry.getKey());
            if (ABSENT.equals(value)) {
                absent.add(entry.getKey());
            } else {
                assertThat(value).as(entry.getKey()).isEqualTo(entry.getValue().toString());
                compared++;
            }
        }
        System.out.println(compared + " numbers compared with the C headers; absent there: " + absent);
        assertThat(compared).isGreaterThanOrEqualTo(atLeast);
        assertThat(compared + absent.size()).isEqualTo(expected.size());
    }

    private Map<String, String> probe(List<String> lines) throws IOException, InterruptedException {
        Path source = directory.resolve("probe.c");
        Path binary = directory.resolve("probe");
        List<String> program = new ArrayList<>(List.of("#define _GNU_SOURCE"));
        HEADERS.forEach(header -> program.add("#include <" + header + ">"));
        program.add("int main(void) {");
        program.addAll(lines);
        program.addAll(List.of("  return 0;", "}"));
        Files.write(source, program);
        assumeTrue(hasCompiler(), "no C compiler (cc) on this machine");
        run("cc", "-w", "-o", binary.toString(), source.toString());
        Map<String, String> values = new TreeMap<>();
        for (String line : run(binary.toString()).split("\n", -1)) {
            String[] words = line.split(" ", -1);
            if (words.length == 2) {
                values.put(words[0], words[1]);
            }
        }
        return values;
    }

    private static boolean hasCompiler() throws InterruptedException {
        try {
            return new ProcessBuilder("cc", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectErrorStream(false)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static Map<String, Long> numbersOf(Class<?> type) {
        Map<String, Long> numbers = new TreeMap<>();
        for (Field field : type.getDeclaredFields()) {
            boolean number = field.getType() == int.class || field.getType() == long.class;
            if (number && !Modifier.isPrivate(field.getModifiers())) {
                try {
                    numbers.put(field.getName(), ((Number) field.get(null)).longValue());
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return numbers;
    }
}
