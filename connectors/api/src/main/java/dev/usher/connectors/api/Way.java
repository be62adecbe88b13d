package dev.usher.connectors.api;

import dev.usher.core.model.Target;
import java.util.Set;

/**
 * A way to managed data beside what the policy gives: an owner, a role of others, a view that reads
 * for whoever may read it.
 *
 * @param path what leads there, for people: {@code view public.big of shop_owner reads
 *     public.orders}
 * @param accounts who can go it; with {@link #BY_SET_ROLE} behind the name who has to become
 *     another role first
 * @param handsOn whether it is a thing that hands on what they may not do themselves; else it is a
 *     right, which for accounts of the policy is held against the policy anyway
 */
public record Way(Target target, String path, Set<String> accounts, boolean handsOn) {
  public static final String BY_SET_ROLE = " by SET ROLE";
}
