/** Whether the packages are what docs/architecture.md says. */
package io.tidemark.architecture;
