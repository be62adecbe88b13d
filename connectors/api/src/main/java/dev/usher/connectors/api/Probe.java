package dev.usher.connectors.api;

import dev.usher.core.model.Resource;
import java.util.Optional;
import java.util.Set;

/**
 * What to ask a live system.
 *
 * @param accounts whom to ask about; empty: every account that can log in
 * @param only ask about this thing alone; empty: everything in the managed part
 * @param each ask for every account by itself, rather than once for each class of accounts with
 *     equal memberships, attributes and direct rights
 */
public record Probe(Set<String> accounts, Optional<Resource> only, boolean each) {}
