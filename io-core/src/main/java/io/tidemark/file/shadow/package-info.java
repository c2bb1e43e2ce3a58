/**
 * The shadow of a DAX file: a second inode that shares the blocks of sealed ranges and, not being DAX itself, has a page
 * cache for them.
 */
package io.tidemark.file.shadow;
