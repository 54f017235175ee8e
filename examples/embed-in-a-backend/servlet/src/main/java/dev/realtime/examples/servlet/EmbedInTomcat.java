package dev.realtime.examples.servlet;

import dev.realtime.transport.jakarta.servlet.RealtimeInitializer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/** The container, here in the same program. One that takes a WAR does by itself what is done by hand here. */
public final class EmbedInTomcat {

    private EmbedInTomcat() {}

    /** @param args port, and the secret of the HS256 tokens your users bring, at least 32 characters */
    public static void main(String[] args) throws Exception {
        Path scratch = Files.createTempDirectory("embed-in-tomcat");
        Tomcat tomcat = start(Integer.parseInt(args[0]), args[1], scratch);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(tomcat)));
        System.out.println("Clients: ws://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/ws");
        tomcat.getServer().await();
    }

    static Tomcat start(int port, String jwtSecret, Path scratch) throws LifecycleException {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(scratch.toString());
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", scratch.toString());
        context.addParameter("jwt-secret", jwtSecret);
        context.addServletContainerInitializer(new WsSci(), Set.of());
        context.addServletContainerInitializer(new RealtimeInitializer(new TaskClients()), Set.of());
        Tomcat.addServlet(context, "tasks", new TasksServlet()).addMapping("/tasks");
        // Without a servlet for /, Tomcat answers upgrades with 404.
        Tomcat.addServlet(context, "files", new DefaultServlet()).addMapping("/");
        tomcat.start();
        return tomcat;
    }

    static void stop(Tomcat tomcat) {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat did not stop", e);
        }
    }
}
