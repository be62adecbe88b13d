/** What people may do with usher itself, by the policy in force. */
@NullMarked
package dev.usher.engine.office;

import org.jspecify.annotations.NullMarked;
