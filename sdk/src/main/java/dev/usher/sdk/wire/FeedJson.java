package dev.usher.sdk.wire;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Policy.Who;
import dev.usher.core.model.SystemType.Setting;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/** Lines of the feed as JSON: the records as they are, and what is one of several says which. */
public final class FeedJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(instants())
          .visibility(PropertyAccessor.ALL, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
          // What a newer server says besides is not understood, and so not answered by.
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .addMixIn(FeedLine.class, LineIs.class)
          .addMixIn(Condition.class, ConditionIs.class)
          .addMixIn(Condition.Operand.class, OperandIs.class)
          .addMixIn(Condition.Operand.Ref.class, OperandIs.class)
          .addMixIn(Value.class, ValueIs.class)
          .addMixIn(Name.class, NameIs.class)
          .addMixIn(Step.class, StepIs.class)
          .addMixIn(Who.class, WhoIs.class)
          .addMixIn(Setting.class, SettingIs.class)
          .build();

  private FeedJson() {}

  /** On one line. */
  public static String write(FeedLine line) {
    try {
      return JSON.writerFor(FeedLine.class).writeValueAsString(line);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a line of the feed can be written", impossible);
    }
  }

  /**
   * @throws IllegalArgumentException when it is no line of a feed
   */
  public static FeedLine read(String line) {
    try {
      return JSON.readValue(line, FeedLine.class);
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException(
          "the server says what this version does not understand: " + wrong.getOriginalMessage(),
          wrong);
    }
  }

  private static SimpleModule instants() {
    return new SimpleModule()
        .addSerializer(Instant.class, ToStringSerializer.instance)
        .addDeserializer(Instant.class, new ReadInstant());
  }

  private static final class ReadInstant extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    ReadInstant() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
      try {
        return Instant.parse(json.getValueAsString(""));
      } catch (DateTimeException wrong) {
        throw context.weirdStringException("", Instant.class, "no instant");
      }
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @Type(value = FeedLine.Whole.class, name = "whole"),
    @Type(value = FeedLine.People.class, name = "people"),
    @Type(value = FeedLine.All.class, name = "all"),
    @Type(value = FeedLine.Some.class, name = "some"),
    @Type(value = FeedLine.Still.class, name = "still"),
    @Type(value = FeedLine.Nothing.class, name = "nothing")
  })
  private interface LineIs {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @Type(value = Condition.And.class, name = "and"),
    @Type(value = Condition.Or.class, name = "or"),
    @Type(value = Condition.Not.class, name = "not"),
    @Type(value = Condition.If.class, name = "if"),
    @Type(value = Condition.Compare.class, name = "compare"),
    @Type(value = Condition.In.class, name = "in"),
    @Type(value = Condition.TextTest.class, name = "text"),
    @Type(value = Condition.Has.class, name = "has"),
    @Type(value = Condition.Constant.class, name = "constant"),
    @Type(value = Condition.Truth.class, name = "truth")
  })
  private interface ConditionIs {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @Type(value = Condition.Operand.Literal.class, name = "literal"),
    @Type(value = Condition.Operand.Row.class, name = "row"),
    @Type(value = Condition.Operand.Subject.class, name = "subject"),
    @Type(value = Condition.Operand.Context.class, name = "context")
  })
  private interface OperandIs {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @Type(value = Value.Null.class, name = "null"),
    @Type(value = Value.Bool.class, name = "boolean"),
    @Type(value = Value.Int.class, name = "int"),
    @Type(value = Value.Decimal.class, name = "decimal"),
    @Type(value = Value.Exact.class, name = "exact"),
    @Type(value = Value.Text.class, name = "text"),
    @Type(value = Value.Timestamp.class, name = "timestamp"),
    @Type(value = Value.Many.class, name = "many")
  })
  private interface ValueIs {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @Type(value = Name.Any.class, name = "any"),
    @Type(value = Name.OneOf.class, name = "one-of")
  })
  private interface NameIs {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @Type(value = Step.Deep.class, name = "deep"),
    @Type(value = Step.One.class, name = "one")
  })
  private interface StepIs {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @Type(value = Who.One.class, name = "one"),
    @Type(value = Who.OfTeam.class, name = "team"),
    @Type(value = Who.Everyone.class, name = "everyone"),
    @Type(value = Who.Live.class, name = "live")
  })
  private interface WhoIs {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @Type(value = Setting.Names.class, name = "names"),
    @Type(value = Setting.Choice.class, name = "choice"),
    @Type(value = Setting.Flag.class, name = "flag"),
    @Type(value = Setting.Text.class, name = "text"),
    @Type(value = Setting.Things.class, name = "things"),
    @Type(value = Setting.Kinds.class, name = "kinds"),
    @Type(value = Setting.Carriers.class, name = "carriers")
  })
  private interface SettingIs {}
}
