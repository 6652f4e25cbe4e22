package io.atoll.store.internal.robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.store.internal.disk.Disk;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No class of the store changes files but through {@link Disk} and system calls: or the tests here would not see it. */
class OnlyDiskChangesFilesTest {
    private static final String ONLY = "io/atoll/store/internal/disk/LocalDisk";

    /** Methods of Java that change files. */
    private static final Map<String, Set<String>> CHANGING = Map.of(
            "java/nio/file/Files",
            Set.of(
                    "copy",
                    "createDirectories",
                    "createDirectory",
                    "createFile",
                    "createLink",
                    "createSymbolicLink",
                    "createTempDirectory",
                    "createTempFile",
                    "delete",
                    "deleteIfExists",
                    "move",
                    "newBufferedWriter",
                    "newByteChannel",
                    "newOutputStream",
                    "setAttribute",
                    "setLastModifiedTime",
                    "setOwner",
                    "setPosixFilePermissions",
                    "write",
                    "writeString"),
            "java/nio/channels/FileChannel",
            Set.of("open", "write", "truncate", "force", "transferFrom"),
            "java/nio/channels/AsynchronousFileChannel",
            Set.of("open"),
            "java/nio/file/SecureDirectoryStream",
            Set.of("deleteFile", "deleteDirectory", "move", "newByteChannel"),
            "java/io/File",
            Set.of("delete", "createNewFile", "mkdir", "mkdirs", "renameTo", "deleteOnExit", "setLastModified"),
            "java/io/FileOutputStream",
            Set.of("<init>"),
            "java/io/RandomAccessFile",
            Set.of("<init>"),
            "java/io/FileWriter",
            Set.of("<init>"),
            "io/atoll/posix/Trees",
            Set.of("remove"));

    @Test
    void nothingElseChangesFiles() throws Exception {
        List<String> found = new ArrayList<>();
        int classes = 0;
        for (Path file : classes()) {
            classes++;
            References references = References.of(file);
            references.methods().stream()
                    .filter(method -> isChanging(method) && !references.name().startsWith(ONLY))
                    .forEach(method -> found.add(references.name() + " uses " + method));
        }
        assertTrue(classes > 40, classes + " classes looked at");
        assertEquals(List.of(), found);
    }

    /** The test sees what it looks for where it is. */
    @Test
    void theDiskItselfDoes() throws Exception {
        List<String> methods = new ArrayList<>();
        for (Path file : classes()) {
            References references = References.of(file);
            if (references.name().startsWith(ONLY)) {
                methods.addAll(references.methods());
            }
        }
        assertTrue(methods.contains("java/nio/file/Files.move"), methods.toString());
        assertTrue(methods.contains("java/nio/channels/FileChannel.open"), methods.toString());
    }

    private static boolean isChanging(String method) {
        int dot = method.indexOf('.');
        return CHANGING.getOrDefault(method.substring(0, dot), Set.of()).contains(method.substring(dot + 1));
    }

    private static List<Path> classes() throws IOException, URISyntaxException {
        Path here = Path.of(
                Disk.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(here.resolve("io/atoll/store"))) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    /**
     * What a class file's constant pool refers to (JVM specification, 4.4).
     *
     * @param methods as {@code java/nio/file/Files.move}
     */
    private record References(String name, List<String> methods) {
        private static final int UTF8 = 1;
        private static final int LONG = 5;
        private static final int DOUBLE = 6;
        private static final int METHOD = 10;
        private static final int INTERFACE_METHOD = 11;
        private static final int NAME_AND_TYPE = 12;
        private static final int METHOD_HANDLE = 15;
        private static final int DYNAMIC = 17;
        private static final int INVOKE_DYNAMIC = 18;

        static References of(Path file) throws IOException {
            try (InputStream in = Files.newInputStream(file);
                    DataInputStream data = new DataInputStream(in)) {
                data.skipNBytes(8);
                int count = data.readUnsignedShort();
                String[] texts = new String[count];
                int[] first = new int[count];
                int[] second = new int[count];
                List<Integer> methods = new ArrayList<>();
                for (int i = 1; i < count; i++) {
                    int tag = data.readUnsignedByte();
                    switch (tag) {
                        case UTF8 -> texts[i] = data.readUTF();
                        case LONG, DOUBLE -> {
                            data.skipNBytes(8);
                            i++;
                        }
                        case METHOD_HANDLE -> data.skipNBytes(3);
                        case 3, 4, 9, METHOD, INTERFACE_METHOD, NAME_AND_TYPE, DYNAMIC, INVOKE_DYNAMIC -> {
                            first[i] = data.readUnsignedShort();
                            second[i] = data.readUnsignedShort();
                            if (tag == METHOD || tag == INTERFACE_METHOD) {
                                methods.add(i);
                            }
                        }
                        // Class, string, method type, module, package.
                        default -> first[i] = data.readUnsignedShort();
                    }
                }
                data.skipNBytes(2);
                String name = texts[first[data.readUnsignedShort()]];
                return new References(
                        name,
                        methods.stream()
                                .map(at -> texts[first[first[at]]] + "." + texts[first[second[at]]])
                                .toList());
            }
        }
    }
}
