package io.atoll.itests.framework;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestAddress;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.TestContainerException;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.spi.PaxExamRuntime;

/**
 * Drives Pax Exam, which has drivers for JUnit 4 and TestNG only, from JUnit 5. One framework for a test class; each test method,
 * with its @BeforeEach and @AfterEach, runs inside it through {@link InContainer}.
 */
final class PaxExamExtension implements BeforeAllCallback, InvocationInterceptor {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(PaxExamExtension.class);

    private record Exam(TestContainer container, Map<String, TestAddress> tests) implements AutoCloseable {
        @Override
        public void close() {
            container.stop();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Class<?> testClass = context.getRequiredTestClass();
        List<Option> options = new ArrayList<>();
        for (Method method : testClass.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Configuration.class)) {
                method.setAccessible(true);
                options.addAll(Arrays.asList((Option[]) method.invoke(null)));
            }
        }
        ExamSystem system = PaxExamRuntime.createTestSystem(options.toArray(new Option[0]));
        TestProbeBuilder probe = system.createProbe();
        Map<String, TestAddress> tests = new HashMap<>();
        for (Method method : testClass.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                tests.put(
                        method.getName(),
                        probe.addTest(InContainer.class, "run", testClass.getName(), method.getName()));
            }
        }
        TestContainer container = PaxExamRuntime.createContainer(system);
        container.start();
        container.install(probe.build().getStream());
        context.getStore(NAMESPACE).put(testClass, new Exam(container, tests));
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        invocation.skip();
        Exam exam = context.getStore(NAMESPACE).get(context.getRequiredTestClass(), Exam.class);
        try {
            exam.container().call(exam.tests().get(method.getExecutable().getName()));
        } catch (TestContainerException e) {
            Throwable cause = e;
            while ((cause instanceof TestContainerException || cause instanceof InvocationTargetException)
                    && cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw cause;
        }
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context) {
        invocation.skip();
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context) {
        invocation.skip();
    }
}
