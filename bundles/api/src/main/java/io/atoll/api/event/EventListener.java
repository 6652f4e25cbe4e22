package io.atoll.api.event;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told of every event, in order, if it is registered as a service. It is called by one thread that serves all listeners, a little after
 * what it is told of: it must not take long. What it throws is logged and otherwise without consequence.
 */
@FunctionalInterface
@ConsumerType
public interface EventListener {
    void happened(Event event);
}
