/** What is said over HTTP, and in the log, of how a policy comes into force. */
@NullMarked
package dev.usher.server.policy;

import org.jspecify.annotations.NullMarked;
