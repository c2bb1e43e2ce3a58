/**
 * Work in other threads, and waits for it: {@link io.tidemark.background.Background} is the one thread behind a file or a
 * log, {@link io.tidemark.background.Beside} is something to find out that others may help with, such as {@link
 * io.tidemark.background.Helpers}. Where no thread is to be had, the work is done all the same. Not exported.
 */
package io.tidemark.background;
