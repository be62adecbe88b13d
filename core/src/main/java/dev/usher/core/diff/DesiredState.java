package dev.usher.core.diff;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Cause;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What ought to be.
 *
 * @param facts each with its reasons
 * @param diagnostics what the live system cannot carry, and what is worth knowing; an error stops
 *     the realm's plan
 */
public record DesiredState<N extends Native>(
    Map<N, Set<Cause>> facts, List<Diagnostic> diagnostics) {}
