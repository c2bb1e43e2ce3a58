/** Support for tests of this module and of those above it: faults below everything, and proof that nothing leaked. */
package io.tidemark.nativeio.testing;
