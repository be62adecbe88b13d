/**
 * How a policy comes into force: from where it is written, through what must be true of it, into
 * the store that all servers share.
 */
@NullMarked
package dev.usher.engine.enact;

import org.jspecify.annotations.NullMarked;
