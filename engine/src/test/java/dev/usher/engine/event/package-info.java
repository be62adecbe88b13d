@NullMarked
package dev.usher.engine.event;

import org.jspecify.annotations.NullMarked;
