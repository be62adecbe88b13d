package dev.usher.engine.check;

import dev.usher.core.condition.Value;
import dev.usher.core.model.Policy.Subject.Kind;
import java.util.Map;
import java.util.Optional;

/**
 * One question.
 *
 * @param subject a name of the policy, or of its directories
 * @param action an action, or a bundle, all of which is meant
 * @param kind of the resource: {@code table}, {@code column}, …
 * @param resource its address: {@code prod/shop-db/public/orders}
 * @param row one row's values; empty: all rows are meant
 */
public record Asked(
    Kind subjectKind,
    String subject,
    String action,
    String kind,
    String resource,
    Optional<Map<String, Value>> row) {}
