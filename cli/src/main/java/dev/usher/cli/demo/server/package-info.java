/** Real servers that the demo starts on free ports of this machine, and stops. */
@NullMarked
package dev.usher.cli.demo.server;

import org.jspecify.annotations.NullMarked;
