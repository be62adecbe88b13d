package dev.usher.server.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.helidon.http.Status;

/**
 * What Envoy is told: {@code envoy.service.auth.v3.CheckResponse}, by the numbers of its fields. It
 * has no word but what the client is to get, which is no reason.
 */
final class EnvoyAnswer {
  private EnvoyAnswer() {}

  static UnknownFieldSet of(Status status) {
    UnknownFieldSet.Builder answer =
        UnknownFieldSet.newBuilder().addField(1, message(number(1, code(status))));
    return status.equals(Status.OK_200)
        ? answer.addField(3, message(UnknownFieldSet.getDefaultInstance())).build()
        : answer.addField(2, message(denied(status))).build();
  }

  /** As google.rpc.Code has them. */
  private static int code(Status status) {
    return switch (status.code()) {
      case 200 -> 0;
      case 401 -> 16;
      case 403 -> 7;
      default -> 14;
    };
  }

  private static UnknownFieldSet denied(Status status) {
    UnknownFieldSet.Builder denied =
        UnknownFieldSet.newBuilder().addField(1, message(number(1, status.code())));
    if (status.equals(Status.UNAUTHORIZED_401)) {
      UnknownFieldSet header =
          UnknownFieldSet.newBuilder()
              .addField(1, text("www-authenticate"))
              .addField(2, text("Bearer"))
              .build();
      denied.addField(2, message(fields(1, message(header))));
    }
    return denied.build();
  }

  private static UnknownFieldSet number(int field, int value) {
    return fields(field, Field.newBuilder().addVarint(value).build());
  }

  private static UnknownFieldSet fields(int number, Field field) {
    return UnknownFieldSet.newBuilder().addField(number, field).build();
  }

  private static Field message(UnknownFieldSet fields) {
    return Field.newBuilder().addLengthDelimited(fields.toByteString()).build();
  }

  private static Field text(String text) {
    return Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(text)).build();
  }
}
