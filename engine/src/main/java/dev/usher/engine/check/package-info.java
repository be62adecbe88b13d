/** Whether somebody may do something, as machines ask it: at the gateway, in a service. */
@NullMarked
package dev.usher.engine.check;

import org.jspecify.annotations.NullMarked;
