package io.penstock.restcatalog;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Serves a catalog that is kept in an SQLite file. Requests without the token, and those that ask for another warehouse than the
 * one it has, are refused. Says its port on standard output when it serves, and ends when its standard input does.
 */
public final class RestCatalogMain {

    private RestCatalogMain() {}

    /** @param args SQLite file, folder of the tables, token, name of the warehouse */
    public static void main(String[] args) throws Exception {
        Catalog catalog = CatalogUtil.buildIcebergCatalog(
                "tables",
                Map.of(
                        "type", "jdbc",
                        "uri", "jdbc:sqlite:" + args[0],
                        "jdbc.schema-version", "V1",
                        "warehouse", args[1],
                        "io-impl", "org.apache.iceberg.hadoop.HadoopFileIO"),
                new Configuration());
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(
                new ServletHolder(new Guarded(new RESTCatalogAdapter(catalog), "Bearer " + args[2], args[3])), "/*");
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.setHandler(context);
        server.start();
        System.out.println(((ServerConnector) server.getConnectors()[0]).getLocalPort());
        System.in.transferTo(OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(0);
    }

    private static final class Guarded extends RESTCatalogServlet {

        private static final long serialVersionUID = 1L;

        private final transient String authorization;
        private final transient String warehouse;

        Guarded(RESTCatalogAdapter adapter, String authorization, String warehouse) {
            super(adapter);
            this.authorization = authorization;
            this.warehouse = warehouse;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String asked = request.getParameter("warehouse");
            if (!authorization.equals(request.getHeader("Authorization"))) {
                refuse(
                        response,
                        HttpServletResponse.SC_UNAUTHORIZED,
                        "NotAuthorizedException",
                        "the token is not known");
            } else if (asked != null && !asked.equals(warehouse)) {
                refuse(response, HttpServletResponse.SC_NOT_FOUND, "NotFoundException", "no such warehouse: " + asked);
            } else {
                try {
                    super.service(request, response);
                } catch (jakarta.servlet.ServletException e) {
                    throw new IOException(e);
                }
            }
        }

        private static void refuse(HttpServletResponse response, int status, String type, String why)
                throws IOException {
            response.setStatus(status);
            response.setContentType("application/json");
            response.getOutputStream()
                    .write("{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"code\":%d}}"
                            .formatted(why, type, status)
                            .getBytes(StandardCharsets.UTF_8));
        }
    }
}
