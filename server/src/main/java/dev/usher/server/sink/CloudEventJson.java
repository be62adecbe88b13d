package dev.usher.server.sink;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.engine.event.Event;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.time.ZoneOffset;

/** An event as CloudEvents 1.0 in JSON, structured (JSON event format 1.0.2, section 3). */
final class CloudEventJson {
  static final String MEDIA_TYPE = JsonFormat.CONTENT_TYPE;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JsonFormat format = new JsonFormat();
  private final URI source;

  CloudEventJson(URI source) {
    this.source = source;
  }

  byte[] of(Event event) {
    var builder =
        CloudEventBuilder.v1()
            .withId(event.id())
            .withSource(source)
            .withType(event.kind().type())
            .withTime(event.at().atOffset(ZoneOffset.UTC))
            // The extension "sequence" of CloudEvents: the order at this source.
            .withExtension("sequence", String.valueOf(event.number()))
            .withData("application/json", JsonCloudEventData.wrap(data(event)));
    event.place().ifPresent(place -> builder.withSubject(place.toString()));
    return format.serialize(builder.build());
  }

  private static ObjectNode data(Event event) {
    ObjectNode data = JSON.createObjectNode();
    data.put("text", event.text()).put("by", event.by()).put("entry", event.number());
    event
        .place()
        .ifPresent(
            place -> data.put("environment", place.environment()).put("system", place.system()));
    var teams = data.putArray("teams");
    event.teams().stream().sorted().forEach(teams::add);
    var why = data.putArray("why");
    event.why().forEach(why::add);
    return data.put("statements", event.statements());
  }
}
