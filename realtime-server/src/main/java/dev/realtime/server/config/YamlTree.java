package dev.realtime.server.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * A YAML file as a tree that remembers its lines.
 *
 * <p>Reads the parser's events, not its objects: an alias is refused where it stands, so a small file cannot grow large
 * (a "billion laughs"), a key that comes twice is noticed, and no text becomes a number or a class unasked.
 */
final class YamlTree {

    private static final int MAX_DEPTH = 20;

    private final String file;
    private final Iterator<Event> events;
    private final List<Problem> problems;
    private int depth;

    private YamlTree(String file, Iterator<Event> events, List<Problem> problems) {
        this.file = file;
        this.events = events;
        this.problems = problems;
    }

    /** The file's settings; what is wrong with it is added to {@code problems}. */
    static Node.Section read(String file, String yaml, List<Problem> problems) {
        Yaml parser = new Yaml(new SafeConstructor(new LoaderOptions()));
        try {
            YamlTree tree =
                    new YamlTree(file, parser.parse(new StringReader(yaml)).iterator(), problems);
            return tree.document();
        } catch (MarkedYAMLException e) {
            problems.add(new Problem(at(file, e.getProblemMark()), "not YAML: " + e.getProblem()));
        } catch (YAMLException e) {
            problems.add(new Problem(file, "not YAML"));
        } catch (TooDeepException e) {
            problems.add(new Problem(e.getMessage(), "need at most " + MAX_DEPTH + " levels"));
        }
        return Node.Section.empty(file);
    }

    private Node.Section document() {
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof MappingStartEvent start) {
                Node.Section settings = mapping(start);
                refuseMoreDocuments();
                return settings;
            }
            if (event instanceof ScalarEvent || event instanceof SequenceStartEvent || event instanceof AliasEvent) {
                problems.add(new Problem(at(event), "need settings like \"server:\" at the top of the file"));
                return Node.Section.empty(file);
            }
        }
        problems.add(new Problem(file, "the file is empty"));
        return Node.Section.empty(file);
    }

    private void refuseMoreDocuments() {
        while (events.hasNext()) {
            Event event = events.next();
            if (event.is(Event.ID.DocumentStart)) {
                problems.add(new Problem(at(event), "need one document in the file"));
                return;
            }
        }
    }

    private Node node(Event event) {
        if (event instanceof MappingStartEvent start) {
            return mapping(start);
        }
        if (event instanceof SequenceStartEvent) {
            List<Node> items = new ArrayList<>();
            enter(event);
            for (Event item = events.next(); !(item instanceof SequenceEndEvent); item = events.next()) {
                items.add(node(item));
            }
            depth--;
            return new Node.Items(items, at(event));
        }
        if (event instanceof ScalarEvent scalar) {
            return new Node.Text(scalar.getValue(), at(event));
        }
        problems.add(new Problem(at(event), "aliases are not supported, write the value out"));
        return new Node.Text("", at(event));
    }

    private Node.Section mapping(MappingStartEvent start) {
        Map<String, Node> entries = new LinkedHashMap<>();
        enter(start);
        for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
            Node name = node(key);
            Node value = node(events.next());
            if (!(name instanceof Node.Text text)) {
                problems.add(new Problem(at(key), "need a name as a key"));
            } else if (entries.putIfAbsent(text.text(), value) != null) {
                problems.add(new Problem(at(key), Problem.quote(text.text()) + " stands here twice"));
            }
        }
        depth--;
        return new Node.Section(entries, at(start));
    }

    private void enter(Event event) {
        if (++depth > MAX_DEPTH) {
            throw new TooDeepException(at(event));
        }
    }

    private String at(Event event) {
        return at(file, event.getStartMark());
    }

    private static String at(String file, Mark mark) {
        return mark == null ? file : file + ":" + (mark.getLine() + 1);
    }

    /** Ends the recursion; its message is the place. */
    private static final class TooDeepException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooDeepException(String place) {
            super(place);
        }
    }
}
