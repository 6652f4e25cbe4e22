/** The launch plan (docs/launch-plan.md): what the engine tells the launcher to do. */
@NullMarked
package io.atoll.runtime.plan;

import org.jspecify.annotations.NullMarked;
