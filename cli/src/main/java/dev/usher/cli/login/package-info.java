/** Logging in at the issuer that a server trusts, and what is kept of it. */
@NullMarked
package dev.usher.cli.login;

import org.jspecify.annotations.NullMarked;
