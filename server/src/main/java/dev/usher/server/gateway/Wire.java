package dev.usher.server.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.List;

/** A message of Protocol Buffers by the numbers of its fields: what is not there is empty. */
record Wire(UnknownFieldSet fields) {
  static Wire of(ByteString bytes) throws InvalidProtocolBufferException {
    return new Wire(UnknownFieldSet.parseFrom(bytes));
  }

  /** Texts, bytes and messages of a field that may be there many times. */
  List<ByteString> all(int field) {
    return fields.getField(field).getLengthDelimitedList();
  }

  Wire in(int field) throws InvalidProtocolBufferException {
    return of(one(field));
  }

  String text(int field) throws InvalidProtocolBufferException {
    ByteString bytes = one(field);
    if (!bytes.isValidUtf8())
      throw new InvalidProtocolBufferException("field " + field + " is not in UTF-8");
    return bytes.toStringUtf8();
  }

  /** Of two, some readers take the last and some put both together. */
  private ByteString one(int field) throws InvalidProtocolBufferException {
    List<ByteString> all = all(field);
    if (all.size() > 1)
      throw new InvalidProtocolBufferException("field " + field + " is there twice");
    return all.isEmpty() ? ByteString.EMPTY : all.getFirst();
  }
}
