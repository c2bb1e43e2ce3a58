/** Gives back what was taken, all of it, whatever fails meanwhile. Not exported. */
package io.tidemark.resource;
