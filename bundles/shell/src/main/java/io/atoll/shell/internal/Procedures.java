package io.atoll.shell.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Component;

/** The few procedures without which a shell is none. Gogo has them in a bundle of its own, which reads the engine's standard input. */
@Component(
        service = Procedures.class,
        property = {
            "osgi.command.scope=gogo",
            "osgi.command.function=each",
            "osgi.command.function=echo",
            "osgi.command.function=grep"
        })
public final class Procedures {
    @Descriptor("calls a closure with each element, as $it; returns what it returned")
    public List<Object> each(CommandSession session, Collection<Object> elements, Function closure) throws Exception {
        List<Object> results = new ArrayList<>();
        for (Object element : elements) {
            session.put("it", element);
            Object result = closure.execute(session, List.of(element));
            if (result != null) {
                results.add(result);
            }
        }
        return results;
    }

    @Descriptor("its arguments, separated by spaces")
    public String echo(CommandSession session, Object... values) {
        return Arrays.stream(values)
                .map(value -> session.format(value, Converter.LINE))
                .collect(Collectors.joining(" "));
    }

    @Descriptor("the elements whose text contains a word")
    public List<Object> grep(CommandSession session, String word, Collection<Object> elements) {
        return elements.stream()
                .filter(element ->
                        session.format(element, Converter.LINE).toString().contains(word))
                .collect(Collectors.toCollection(ArrayList::new)); // Gogo calls methods: of public classes only
    }
}
