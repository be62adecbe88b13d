package dev.usher.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that calls a server many times and hangs on; every other call begins to say something.
 */
final class Callers {
  private Callers() {}

  public static void main(String[] portAndMany) throws IOException {
    int port = Integer.parseInt(portAndMany[0]);
    int many = Integer.parseInt(portAndMany[1]);
    List<Socket> calls = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      Socket call = new Socket(InetAddress.getLoopbackAddress(), port);
      calls.add(call);
      if (i % 2 == 0)
        call.getOutputStream().write("GET /open HT".getBytes(StandardCharsets.US_ASCII));
    }
    System.out.println(calls.size());
    System.out.flush();
    // Until whoever began it has seen enough.
    while (System.in.read() >= 0) {
      continue;
    }
  }
}
