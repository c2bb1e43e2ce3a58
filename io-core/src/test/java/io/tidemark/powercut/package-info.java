/**
 * Power cuts: appenders that tell what is acknowledged until the machine under them is gone, and the check of what the
 * next boot finds. {@code scripts/dax-vm power-cut} runs them.
 */
package io.tidemark.powercut;
