/**
 * The use cases, one class each, and the ports they need. {@link dev.usher.engine.Usher} lists them
 * all; each returns a record that the command line, an API and a page render alike.
 */
@NullMarked
package dev.usher.engine;

import org.jspecify.annotations.NullMarked;
