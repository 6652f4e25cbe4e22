package io.atoll.registry.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What of the client can be configured, as {@code io.atoll.registry}. */
@ObjectClassDefinition(name = "Atoll registry client")
@interface RegistryConfiguration {
    String PID = "io.atoll.registry";

    @AttributeDefinition(description = "Seconds for a connection to be made", min = "1")
    int connect_seconds() default 10;

    @AttributeDefinition(description = "Seconds without a byte after which a registry is given up", min = "1")
    int idle_seconds() default 30;

    @AttributeDefinition(description = "Tries of one request", min = "1")
    int tries() default 5;

    @AttributeDefinition(description = "Layers downloaded at a time", min = "1")
    int parallel() default 3;
}
