package dev.usher.engine.enact;

import dev.usher.engine.enact.Revisions.Kept;
import java.time.Instant;
import java.util.Optional;

/**
 * Which policy is in force, and what became of the one at the source.
 *
 * @param source where it is written
 * @param inForce since when, by whom
 * @param looked when this server last looked at the source
 */
public record State(
    String source, Optional<Kept> inForce, Standing head, Optional<Instant> looked) {}
