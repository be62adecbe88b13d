package dev.usher.sdk.guard;

import java.util.Optional;

/**
 * A request that was not let through, for the application's log: whoever made it is not told why.
 * What it holds of the request may have any characters.
 *
 * @param principal the name of who has authenticated
 * @param operation what it would have done, as far as it came to that
 */
public record Denial(Optional<String> principal, Optional<Operation> operation, String why) {}
