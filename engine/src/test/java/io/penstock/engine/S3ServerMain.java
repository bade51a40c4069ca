package io.penstock.engine;

import java.io.IOException;
import java.io.OutputStream;

/** S3Proxy in a process of its own, which ends when its standard input does: see {@link S3Server}. Uses nothing but the JDK. */
final class S3ServerMain {

    private S3ServerMain() {}

    /** @param args file of the server's properties */
    public static void main(String[] args) throws ReflectiveOperationException {
        Thread parent = new Thread(S3ServerMain::endWithParent, "parent");
        parent.setDaemon(true);
        parent.start();
        Class.forName("org.gaul.s3proxy.Main").getMethod("main", String[].class).invoke(null, (Object)
                new String[] {"--properties", args[0]});
    }

    private static void endWithParent() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // it is gone
        }
        Runtime.getRuntime().halt(0);
    }
}
