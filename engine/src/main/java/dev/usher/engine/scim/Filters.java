package dev.usher.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.BadRequestException;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.filters.FilterType;
import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.utils.FilterEvaluator;
import dev.usher.engine.scim.Attributes.Attribute;
import dev.usher.engine.scim.ScimRefused.Why;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Filters of RFC 7644 section 3.4.2.2, and those that Entra ID sends without quotes. */
public final class Filters {
  private static final int LONGEST = 8_000;

  /** A value without quotes, up to the next "and" or "or": {@code displayName eq Night Nurses}. */
  private static final Pattern BARE =
      Pattern.compile(
          "(?i)(\\s(?:eq|ne|co|sw|ew|gt|ge|lt|le)\\s+)"
              + "(?!\"|true\\b|false\\b|null\\b|-?[0-9]+(?:\\.[0-9]+)?\\s*(?:$|\\)|\\]|and\\s|or\\s))"
              + "(.+?)(?=\\s+(?:and|or)\\s+\\S+\\s+(?:eq|ne|co|sw|ew|gt|ge|lt|le|pr)\\b|[)\\]]|$)");

  /** {@code emails[type eq "work"].value eq "a@b"}: that a value of it is so. */
  private static final Pattern PART_OF_ONE =
      Pattern.compile(
          "(?i)\\[([^\\[\\]]+)]\\.(\\w+)\\s+(eq|ne|co|sw|ew|gt|ge|lt|le)\\s+(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s)]+)");

  private Filters() {}

  /**
   * Reads one.
   *
   * @throws ScimRefused for what is no filter
   */
  public static Filter parse(String sent) {
    if (sent.length() > LONGEST)
      throw wrong("The filter is longer than " + LONGEST + " characters");
    String text = PART_OF_ONE.matcher(sent).replaceAll("[($1) and $2 $3 $4]");
    try {
      return Filter.fromString(text);
    } catch (BadRequestException | IllegalArgumentException first) {
      try {
        return Filter.fromString(quoted(text));
      } catch (BadRequestException | IllegalArgumentException _) {
        throw wrong("The filter cannot be read (" + first.getMessage() + ")");
      }
    }
  }

  private static String quoted(String text) {
    return BARE.matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) + TextNode.valueOf(found.group(2).strip()).toString()));
  }

  private static ScimRefused wrong(String what) {
    return new ScimRefused(
        Why.INVALID_FILTER, what + ": write one such as userName eq \"ann@example.com\".");
  }

  /** A filter of an attribute's values, with the names and the truth values that it knows. */
  static Filter within(Filter filter, Attribute attribute) {
    if (filter.isCombiningFilter()) {
      List<Filter> parts =
          FilterParts.combined(filter).stream().map(part -> within(part, attribute)).toList();
      return filter.getFilterType() == FilterType.AND ? Filter.and(parts) : Filter.or(parts);
    }
    if (filter.isNotFilter()) return Filter.not(within(FilterParts.inverted(filter), attribute));
    if (filter.isComplexValueFilter())
      throw new ScimRefused(Why.INVALID_FILTER, "A filter within a filter is not taken here.");
    String written = FilterParts.path(filter).getElement(0).getAttribute();
    Optional<Attribute> known = attribute.within().find(written);
    Path path = Path.root().attribute(known.map(Attribute::name).orElse(written));
    if (filter.isPresentFilter()) return Filter.pr(path);
    ValueNode value = FilterParts.value(filter);
    // Entra ID: roles[primary eq "True"].
    if (value.isTextual()
        && known.filter(it -> it.type() == AttributeDefinition.Type.BOOLEAN).isPresent())
      value = truth(value).<ValueNode>map(BooleanNode::valueOf).orElse(value);
    return switch (filter.getFilterType()) {
      case EQUAL -> Filter.eq(path, value);
      case NOT_EQUAL -> Filter.ne(path, value);
      case CONTAINS -> Filter.co(path, value);
      case STARTS_WITH -> Filter.sw(path, value);
      case ENDS_WITH -> Filter.ew(path, value);
      case GREATER_THAN -> Filter.gt(path, value);
      case GREATER_OR_EQUAL -> Filter.ge(path, value);
      case LESS_THAN -> Filter.lt(path, value);
      case LESS_OR_EQUAL -> Filter.le(path, value);
      case PRESENT, AND, OR, NOT, COMPLEX_VALUE ->
          throw new IllegalStateException(filter.toString());
    };
  }

  /** What somebody means by a truth value, if anything: Entra ID sends {@code "False"}. */
  static Optional<Boolean> truth(JsonNode value) {
    if (value.isBoolean()) return Optional.of(value.booleanValue());
    if (!value.isTextual()) return Optional.empty();
    return switch (value.textValue().strip().toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  static boolean matches(Filter filter, JsonNode element) {
    try {
      return FilterEvaluator.evaluate(filter, element);
    } catch (ScimException | IllegalArgumentException wrong) {
      throw wrong("The filter [" + filter + "] cannot be held against a value");
    }
  }

  /** An element that a filter of equalities would find, for it is not there yet. */
  static Optional<ObjectNode> element(Filter filter, ObjectNode into) {
    if (filter.getFilterType() == FilterType.EQUAL) {
      into.set(FilterParts.path(filter).toString(), FilterParts.value(filter));
      return Optional.of(into);
    }
    if (filter.getFilterType() != FilterType.AND) return Optional.empty();
    for (Filter part : FilterParts.combined(filter))
      if (element(part, into).isEmpty()) return Optional.empty();
    return Optional.of(into);
  }
}
