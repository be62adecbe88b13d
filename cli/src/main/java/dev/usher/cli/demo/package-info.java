/**
 * The demonstration: real servers, the example policy, and one screen after another. It calls the
 * same methods of Usher and the same texts as the commands do. {@link Demo} tells the story.
 */
@NullMarked
package dev.usher.cli.demo;

import org.jspecify.annotations.NullMarked;
