/** The bundles that ship, in a real framework (Pax Exam, driven by Jupiter). */
@NullMarked
package io.atoll.itests.framework;

import org.jspecify.annotations.NullMarked;
