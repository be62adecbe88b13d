@NullMarked
package dev.usher.server.sink;

import org.jspecify.annotations.NullMarked;
