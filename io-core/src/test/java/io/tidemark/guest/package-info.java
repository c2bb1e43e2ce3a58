/** Tests run without Maven, in a guest that has what they need: there no test may be skipped. */
package io.tidemark.guest;
