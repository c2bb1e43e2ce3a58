/**
 * The run behind {@code tidemark demo}: {@link io.tidemark.cli.demo.Demo} takes a plan through its phases and returns
 * what was measured. Nothing here prints.
 */
package io.tidemark.cli.demo;
