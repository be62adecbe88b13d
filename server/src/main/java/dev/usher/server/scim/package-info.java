/**
 * SCIM 2.0 at {@code /scim/v2} (RFC 7643, 7644; cursors by RFC 9865): identity providers push
 * people and groups. A token serves one directory and sees no other.
 */
@NullMarked
package dev.usher.server.scim;

import org.jspecify.annotations.NullMarked;
