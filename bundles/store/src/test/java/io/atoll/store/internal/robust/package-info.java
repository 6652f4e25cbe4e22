/** The store survives: being killed, full and failing disks, power cuts, many processes (contract W32, W33). */
@NullMarked
package io.atoll.store.internal.robust;

import org.jspecify.annotations.NullMarked;
