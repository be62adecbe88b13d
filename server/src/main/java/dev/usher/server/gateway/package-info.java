/** Where proxies ask whether a request may go on: nginx, Traefik and Envoy, each as it does. */
@NullMarked
package dev.usher.server.gateway;

import org.jspecify.annotations.NullMarked;
