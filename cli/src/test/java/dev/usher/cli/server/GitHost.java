package dev.usher.cli.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/**
 * A host of repositories over https, for whoever logs in: Git's smart HTTP (gitprotocol-http(5)),
 * with JGit behind it.
 */
final class GitHost implements AutoCloseable {
  private final HttpsServer server;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger refused = new AtomicInteger();

  GitHost(SSLContext shown) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(shown));
    server.setExecutor(workers);
    server.start();
  }

  /**
   * @param login who may read and push by now, {@code user:password}
   * @return where it is
   */
  String add(String name, Repository repository, Supplier<String> login) {
    HttpContext context =
        server.createContext("/" + name + "/", exchange -> answer(exchange, repository));
    context.setAuthenticator(
        new BasicAuthenticator("git") {
          @Override
          public boolean checkCredentials(String user, String password) {
            boolean isKnown = login.get().equals(user + ":" + password);
            if (!isKnown) refused.incrementAndGet();
            return isKnown;
          }
        });
    return "https://localhost:" + server.getAddress().getPort() + "/" + name;
  }

  /** How often somebody came with a login that is none. */
  int refused() {
    return refused.get();
  }

  private static void answer(HttpExchange exchange, Repository repository) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean isTold = path.endsWith("/info/refs");
    String service =
        isTold
            ? exchange.getRequestURI().getQuery().replaceFirst("^service=", "")
            : path.substring(path.lastIndexOf('/') + 1);
    String kind = isTold ? "advertisement" : "result";
    exchange.getResponseHeaders().set("Content-Type", "application/x-" + service + "-" + kind);
    exchange.sendResponseHeaders(200, 0);
    try (InputStream in = body(exchange);
        OutputStream out = exchange.getResponseBody()) {
      if (isTold) announce(service, out);
      if (service.equals("git-upload-pack")) {
        UploadPack pack = new UploadPack(repository);
        pack.setBiDirectionalPipe(false);
        if (isTold) pack.sendAdvertisedRefs(refs(out));
        else pack.upload(in, out, null);
      } else {
        ReceivePack pack = new ReceivePack(repository);
        pack.setBiDirectionalPipe(false);
        if (isTold) pack.sendAdvertisedRefs(refs(out));
        else pack.receive(in, out, null);
      }
    }
  }

  private static InputStream body(HttpExchange exchange) throws IOException {
    boolean isPacked = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    InputStream in = exchange.getRequestBody();
    return isPacked ? new GZIPInputStream(in) : in;
  }

  private static void announce(String service, OutputStream out) throws IOException {
    PacketLineOut lines = new PacketLineOut(out);
    lines.writePacket(("# service=" + service + "\n").getBytes(UTF_8));
    lines.end();
  }

  private static PacketLineOutRefAdvertiser refs(OutputStream out) {
    return new PacketLineOutRefAdvertiser(new PacketLineOut(out));
  }

  @Override
  public void close() {
    server.stop(0);
    workers.close();
  }
}
