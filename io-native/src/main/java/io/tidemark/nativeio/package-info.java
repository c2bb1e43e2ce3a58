/**
 * Linux system calls, one to one, and the files, mappings and page-cache controls that stand on them. The only package
 * that knows JNA; none of its types shows in a signature.
 *
 * <p>A tour, from the bottom up:
 *
 * <ul>
 *   <li>{@link io.tidemark.nativeio.Posix} is the interface of the system calls: raw addresses, raw numbers, an
 *       {@link io.tidemark.nativeio.ErrnoException} on failure. Tests wrap it to inject faults and to record traces.
 *       {@link io.tidemark.nativeio.LinuxConstants}, {@link io.tidemark.nativeio.FileSystemMagic} and
 *       {@link io.tidemark.nativeio.Errno} are its vocabulary.
 *   <li>{@link io.tidemark.nativeio.NativeMemory} is aligned memory outside the heap,
 *       {@link io.tidemark.nativeio.IoVector} a reusable list of segments in it,
 *       {@link io.tidemark.nativeio.NativeBuffers} a view of any address.
 *   <li>{@link io.tidemark.nativeio.NativeFile} is an open regular file: {@link io.tidemark.nativeio.OpenRequest} says
 *       how to open it, {@link io.tidemark.nativeio.FileFacts} what it is. Transfers are complete or throw, a
 *       descriptor's number is never used after its close, and locks belong to the open file.
 *       {@link io.tidemark.nativeio.NativeDirectory} is an open directory,
 *       {@link io.tidemark.nativeio.DirectoryEntries} what is in one; {@link io.tidemark.nativeio.Extents} tells where a
 *       file's bytes lie on the device.
 *   <li>{@link io.tidemark.nativeio.MappedRegion} is a mapping whose pages can be backed before the first store, so that
 *       a full disk is an exception and not a SIGBUS; {@link io.tidemark.nativeio.Populating} does that for mappings
 *       that others have made.
 *   <li>{@link io.tidemark.nativeio.PageCache} sees and steers what is cached, {@link io.tidemark.nativeio.DaxFlag} and
 *       {@link io.tidemark.nativeio.Reflink} do what DAX files need.
 *   <li>{@link io.tidemark.nativeio.Futex} is where threads sleep that are woken together,
 *       {@link io.tidemark.nativeio.ProcessorLatency} keeps processors awake for them.
 *   <li>{@link io.tidemark.nativeio.ProcessDescriptors} finds the descriptors that others have opened in this process.
 * </ul>
 *
 * <p>Failures of system calls are {@link java.nio.file.FileSystemException}s: the ones of java.nio.file where they fit,
 * otherwise {@link io.tidemark.nativeio.NativeIoException} with operation, error number, offset and length. Its
 * subclasses, and {@link io.tidemark.nativeio.TruncatedFileException},
 * {@link io.tidemark.nativeio.NotRegularFileException} and {@link io.tidemark.nativeio.FileReplacedException}, are those
 * that a caller can do something about. Misuse throws unchecked exceptions.
 */
package io.tidemark.nativeio;
