package dev.realtime.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Messages that mean nothing in any dialect. */
final class Junk {

    /** Stands in many pieces of junk, so that a test can see whether it came back. */
    static final String MARK = "j7nkM4rk";

    /** Characters whose loss or gain changes what a JSON text says. */
    private static final String TELLING = "{}[]\",:\\u0d8ne-";

    private static final List<String> NOT_OBJECTS = List.of(
            "",
            " ",
            "null",
            "true",
            "1",
            "-1",
            "\"x\"",
            "[]",
            "[{}]",
            "{",
            "}",
            "{]",
            "[}",
            "nul",
            "undefined",
            "0x10");

    private static final List<String> WITHOUT_MEANING = List.of(
            "{}",
            "{\"type\":null}",
            "{\"type\":1}",
            "{\"type\":{}}",
            "{\"type\":[]}",
            "{\"type\":\"\"}",
            "{\"type\":\"" + MARK + "\"}",
            "{\"" + MARK + "\":1}",
            "{\"type\":\"${jndi:ldap://127.0.0.1:1/" + MARK + "}\"}",
            "{\"type\":\"" + MARK + "\",\"filter\":{\"" + MARK + "\":[\"" + MARK + "\",1]},\"streams\":{\"" + MARK
                    + "\":-1}}",
            "{\"type\":\"" + MARK + "\",\"subs\":{\"" + MARK + "\":{\"epoch\":\"" + MARK + "\",\"offset\":\"" + MARK
                    + "\"}}}",
            "{\"type\":\"" + MARK + "\",\"state\":\"" + MARK + "\",\"ttlMs\":\"" + MARK + "\",\"seq\":[\"" + MARK
                    + "\"]}",
            "{\"type\":\"" + MARK + "\",\"client\":{\"device\":{\"" + MARK + "\":1}},\"token\":[\"" + MARK + "\"]}",
            "{\"@class\":\"java.lang.Runtime\"}",
            "[\"org.springframework.context.support.ClassPathXmlApplicationContext\",\"http://" + MARK + "\"]");

    /** Objects spoiled by one thing that JSON does not have, or has twice. */
    private static final List<String> SPOILED = List.of(
            "{\"type\":\"ping\"} x",
            "{\"type\":\"ping\"}{\"type\":\"ping\"}",
            "{\"type\":\"ping\",\"type\":\"pong\"}",
            "{\"type\":\"ping\",\"a\":{\"b\":1,\"b\":2}}",
            "{\"type\":\"ping\",}",
            "{,\"type\":\"ping\"}",
            "{\"type\":\"ping\",\"a\":NaN}",
            "{\"type\":\"ping\",\"a\":Infinity}",
            "{\"type\":\"ping\",\"a\":-}",
            "{\"type\":\"ping\",\"a\":+1}",
            "{\"type\":\"ping\",\"a\":01}",
            "{\"type\":\"ping\",\"a\":1.}",
            "{\"type\":\"ping\",\"a\":.5}",
            "{\"type\":\"ping\",\"a\":1e}",
            "{\"type\":\"ping\",\"a\":[1,]}",
            "{\"type\":\"ping\"/*c*/}",
            "{\"type\":\"ping\"}//c",
            "#\n{\"type\":\"ping\"}",
            "{'type':'ping'}",
            "{type:\"ping\"}",
            "{\"type\":\"ping\",\"a\":\"\t\"}",
            "{\"type\":\"ping\",\"a\":\"\\x\"}",
            "{\"type\":\"ping\",\"a\":\"\\u12\"}",
            "{\"type\":\"ping\",\"a\":\"\\ud800\"}",
            "{\"type\":\"ping\",\"a\":\"\u0000\"}",
            "{\"type\":\"ping\"}\u0000",
            "\uFEFF{\"type\":\"ping\"}",
            "\u0000{\u0000\"\u0000t\u0000\"\u0000:\u00001\u0000}");

    private Junk() {}

    /** More than 200 texts. */
    static List<byte[]> texts() {
        List<byte[]> junk = new ArrayList<>();
        NOT_OBJECTS.forEach(text -> junk.add(text.getBytes(UTF_8)));
        WITHOUT_MEANING.forEach(text -> junk.add(text.getBytes(UTF_8)));
        SPOILED.forEach(text -> junk.add(text.getBytes(UTF_8)));
        String whole =
                "{\"type\":\"" + MARK + "\",\"channel\":\"" + MARK + "\",\"data\":{\"a\":[1,2.5e3,true,null,\"x\"]}}";
        for (int end = 1; end < whole.length(); end++) {
            junk.add(whole.substring(0, end).getBytes(UTF_8));
        }
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 100; i++) {
            byte[] bytes = new byte[random.nextInt(1, 60)];
            random.nextBytes(bytes);
            junk.add(bytes);
        }
        return junk;
    }

    /** A few that cost a naive reader much time or memory. */
    static List<byte[]> huge() {
        String open = "{\"type\":\"" + MARK + "\",\"data\":";
        StringBuilder manyNames = new StringBuilder(open + "{");
        for (int i = 0; i < 6_000; i++) {
            manyNames.append("\"k").append(i).append("\":0,");
        }
        return List.of(
                (open + "[".repeat(20_000)).getBytes(UTF_8),
                (open + "[".repeat(101) + "]".repeat(101) + "}").getBytes(UTF_8),
                "{\"a\":".repeat(20_000).getBytes(UTF_8),
                (open + "9".repeat(60_000) + "}").getBytes(UTF_8),
                (open + "1e1000000000}").getBytes(UTF_8),
                (open + "{\"" + "n".repeat(50_000) + "\":1}}").getBytes(UTF_8),
                (open + "\"" + "s".repeat(20_000_000) + "\"}").getBytes(UTF_8),
                manyNames.append("\"z\":0}}").toString().getBytes(UTF_8));
    }

    /** A copy of {@code example} with one to four bytes changed, added, taken away or doubled; mostly ASCII. */
    static byte[] mutant(byte[] example, SplittableRandom random) {
        byte[] mutant = example;
        for (int i = random.nextInt(1, 5); i > 0 && mutant.length > 0; i--) {
            int at = random.nextInt(mutant.length);
            byte other = (byte)
                    (random.nextInt(8) == 0 ? random.nextInt(0x80) : TELLING.charAt(random.nextInt(TELLING.length())));
            mutant = switch (random.nextInt(4)) {
                case 0 -> splice(mutant, at, at + 1, other);
                case 1 -> splice(mutant, at, at, other);
                case 2 -> splice(mutant, at, Math.min(mutant.length, at + random.nextInt(1, 9)));
                default -> splice(mutant, at, at, Arrays.copyOfRange(mutant, at, Math.min(mutant.length, at + 8)));
            };
        }
        return mutant;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte... with) {
        byte[] spliced = new byte[bytes.length - (to - from) + with.length];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(with, 0, spliced, from, with.length);
        System.arraycopy(bytes, to, spliced, from + with.length, bytes.length - to);
        return spliced;
    }
}
