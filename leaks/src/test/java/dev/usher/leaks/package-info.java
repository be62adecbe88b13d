/** What the tests of all the other modules have left behind. */
@org.jspecify.annotations.NullMarked
package dev.usher.leaks;
