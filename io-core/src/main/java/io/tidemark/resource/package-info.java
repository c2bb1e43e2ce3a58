/** Gives back what was taken, all of it, whatever fails meanwhile, and tells who uses it afterwards. Not exported. */
package io.tidemark.resource;
