/** AuthZEN Authorization API 1.0 (OpenID Foundation): may somebody do something, over HTTP. */
@NullMarked
package dev.usher.server.authzen;

import org.jspecify.annotations.NullMarked;
