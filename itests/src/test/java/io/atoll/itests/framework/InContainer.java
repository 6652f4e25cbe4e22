package io.atoll.itests.framework;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import javax.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** Runs inside the framework, in the probe bundle: instantiate, inject, before, test, after. */
public final class InContainer {
    private static final long SERVICE_MILLIS = 20_000;

    public void run(BundleContext context, String className, String methodName) throws Throwable {
        Class<?> testClass = context.getBundle().loadClass(className);
        Constructor<?> constructor = testClass.getDeclaredConstructor();
        constructor.setAccessible(true);
        Object test = constructor.newInstance();
        for (Field field : testClass.getDeclaredFields()) {
            if (field.isAnnotationPresent(Inject.class)) {
                field.setAccessible(true);
                field.set(test, field.getType() == BundleContext.class ? context : service(context, field.getType()));
            }
        }
        try {
            invokeAll(test, BeforeEach.class);
            Method method = testClass.getDeclaredMethod(methodName);
            method.setAccessible(true);
            try {
                method.invoke(test);
            } finally {
                invokeAll(test, AfterEach.class);
            }
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static void invokeAll(Object test, Class<? extends Annotation> annotation)
            throws ReflectiveOperationException {
        for (Method method : test.getClass().getDeclaredMethods()) {
            if (method.isAnnotationPresent(annotation)) {
                method.setAccessible(true);
                method.invoke(test);
            }
        }
    }

    private static Object service(BundleContext context, Class<?> type) throws InterruptedException {
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, type.getName(), null);
        tracker.open();
        Object service = tracker.waitForService(SERVICE_MILLIS);
        if (service == null) {
            throw new IllegalStateException("no service " + type.getName() + " within " + SERVICE_MILLIS + " ms");
        }
        return service;
    }
}
