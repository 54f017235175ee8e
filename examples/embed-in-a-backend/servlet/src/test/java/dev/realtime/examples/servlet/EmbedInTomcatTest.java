package dev.realtime.examples.servlet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbedInTomcatTest {

    private static final String SECRET = "a secret of this test, which nobody else has";

    @TempDir
    private Path scratch;

    @Test
    void usersHearWhatARequestTellsThem() throws Exception {
        Tomcat tomcat = EmbedInTomcat.start(0, SECRET, scratch);
        try {
            new Verify(tomcat.getConnector().getLocalPort(), SECRET).all();
        } finally {
            EmbedInTomcat.stop(tomcat);
        }
    }

    @Test
    void aContainerFindsTheApplicationByItself() throws Exception {
        Path archive = webArchive();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(scratch.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.setAddDefaultWebXmlToWebapp(false);
        Context context = tomcat.addWebapp("", archive.toString());
        context.addParameter("jwt-secret", SECRET);
        context.getJarScanner().setJarScanFilter((type, jar) -> false);
        Tomcat.addServlet(context, "files", new DefaultServlet()).addMapping("/");
        tomcat.start();
        try {
            new Verify(tomcat.getConnector().getLocalPort(), SECRET).all();
        } finally {
            EmbedInTomcat.stop(tomcat);
        }
    }

    @Test
    void usersAreToldThatTheApplicationEnds() throws Exception {
        Tomcat tomcat = EmbedInTomcat.start(0, SECRET, scratch);
        Verify.Client alice = new Verify(tomcat.getConnector().getLocalPort(), SECRET).connect("alice");
        alice.await("{\"type\":\"connection.established\"");

        EmbedInTomcat.stop(tomcat);

        alice.await("closed 1001 Server shutting down");
    }

    /** As it would be unpacked from a WAR; its libraries are on the class path of the test. */
    private Path webArchive() throws IOException {
        Path classes = Files.createDirectories(scratch.resolve("app/WEB-INF/classes/dev/realtime/examples/servlet"));
        for (String name : new String[] {"TaskClients.class", "TasksServlet.class"}) {
            try (InputStream compiled = TaskClients.class.getResourceAsStream(name)) {
                Files.copy(compiled, classes.resolve(name));
            }
        }
        return scratch.resolve("app");
    }
}
