/** What goes over the wire from a server to who answers elsewhere: JSON, an object a line. */
@NullMarked
package dev.usher.sdk.wire;

import org.jspecify.annotations.NullMarked;
