import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * JavaServer https|sockets PORT OPEN_PORT DIRECTORY: HTTPS for clients with a certificate of DIRECTORY/ca.pem, and for
 * everybody, by the JDK's HttpsServer or by plain sockets of JSSE.
 */
public final class JavaServer {
  private static final String WELCOME = "welcome\n";

  public static void main(String[] arguments) throws Exception {
    var context = contextFrom(Path.of(arguments[3]));
    for (boolean mutual : new boolean[] {true, false}) {
      int port = Integer.parseInt(arguments[mutual ? 1 : 2]);
      if (arguments[0].equals("https")) {
        serveHttps(context, port, mutual);
      } else {
        serveSockets(context, port, mutual);
      }
    }
  }

  private static void serveHttps(SSLContext context, int port, boolean mutual) throws Exception {
    var server = HttpsServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ours = getSSLContext().getDefaultSSLParameters();
            ours.setNeedClientAuth(mutual);
            parameters.setSSLParameters(ours);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, WELCOME.length());
          exchange.getResponseBody().write(WELCOME.getBytes());
          exchange.close();
        });
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  private static void serveSockets(SSLContext context, int port, boolean mutual) throws Exception {
    var sockets = context.getServerSocketFactory();
    var listener = (SSLServerSocket) sockets.createServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
    listener.setNeedClientAuth(mutual);
    new Thread(() -> acceptAll(listener)).start();
  }

  private static void acceptAll(SSLServerSocket listener) {
    try {
      while (true) {
        Socket connection = listener.accept();
        new Thread(() -> answer(connection)).start();
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Reads the head of a request; the little that is behind it does not matter. */
  private static void answer(Socket connection) {
    try (connection) {
      var lines = new BufferedReader(new InputStreamReader(connection.getInputStream()));
      String line = lines.readLine();
      while (line != null && !line.isEmpty()) {
        line = lines.readLine();
      }
      String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + WELCOME.length() + "\r\n\r\n";
      connection.getOutputStream().write((head + WELCOME).getBytes());
    } catch (IOException refused) {
      // JSSE has told the client why.
    }
  }

  private static SSLContext contextFrom(Path directory) throws Exception {
    char[] password = "not kept".toCharArray();
    var own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    var certificate = certificate(directory, "server.pem");
    var key = key(directory, certificate.getPublicKey().getAlgorithm());
    own.setKeyEntry("server", key, password, new Certificate[] {certificate});
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", certificate(directory, "ca.pem"));
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, password);
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static Certificate certificate(Path directory, String name) throws Exception {
    var bytes = Files.readAllBytes(directory.resolve(name));
    return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
  }

  private static PrivateKey key(Path directory, String algorithm) throws Exception {
    String text = Files.readString(directory.resolve("server.key")).replaceAll("-----[A-Z ]+-----|\\s", "");
    var specification = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text));
    return KeyFactory.getInstance(algorithm).generatePrivate(specification);
  }
}
