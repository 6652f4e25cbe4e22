/** Seccomp profiles to BPF: read, decide what applies, build with libseccomp, complete by hand, keep. */
@NullMarked
package io.atoll.seccomp.internal;

import org.jspecify.annotations.NullMarked;
