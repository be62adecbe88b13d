/** What whoever runs a server decides, and whoever writes the policy cannot. */
@NullMarked
package dev.usher.engine.operator;

import org.jspecify.annotations.NullMarked;
