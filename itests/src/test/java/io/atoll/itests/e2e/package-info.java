/** The built distribution as a user has it, against real peers. */
@NullMarked
package io.atoll.itests.e2e;

import org.jspecify.annotations.NullMarked;
