/** The policy in a Git repository, by JGit: nobody else here knows it. */
@NullMarked
package dev.usher.store.git;

import org.jspecify.annotations.NullMarked;
