@NullMarked
package dev.usher.engine.seal;

import org.jspecify.annotations.NullMarked;
