/** Numbers for whoever watches the server, in Prometheus's text. */
@NullMarked
package dev.usher.server.metrics;

import org.jspecify.annotations.NullMarked;
