/** Linux system calls, one to one, and the files, mappings and page-cache controls that stand on them. */
package io.tidemark.nativeio;
