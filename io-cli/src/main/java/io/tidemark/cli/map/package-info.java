/** What the parts of a Tidemark file or log are and how much of each the page cache holds: the facts behind the pictures. */
package io.tidemark.cli.map;
