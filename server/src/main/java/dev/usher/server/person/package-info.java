/** People at the door, by OpenID Connect: who an issuer says that they are. */
@NullMarked
package dev.usher.server.person;

import org.jspecify.annotations.NullMarked;
