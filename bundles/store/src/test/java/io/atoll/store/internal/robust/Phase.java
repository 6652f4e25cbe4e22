package io.atoll.store.internal.robust;

import java.util.List;
import java.util.function.Consumer;

/**
 * A part of the life of a store. Done one after another they leave nothing untried; a new operation of the store is one line more.
 *
 * @param name for messages
 */
record Phase(String name, Consumer<Operations> action) {
    private static final SmallImage FIRST = SmallImage.of(0);
    private static final SmallImage SECOND = SmallImage.of(2);

    private static final SmallIndex INDEX = SmallIndex.of(0);

    static final List<Phase> ALL = List.of(
            new Phase("pull into an empty store", its -> its.pull("a:1", FIRST)),
            new Phase("pull what shares a layer", its -> its.pull("b:1", SECOND)),
            new Phase("name once more", its -> its.tag("a:latest", FIRST)),
            new Phase("lease", its -> its.lease("container/c", SECOND.diffIds())),
            new Phase("give a name to another image", its -> its.tag("b:1", FIRST)),
            new Phase("collect, but what is leased", Operations::collectGarbage),
            new Phase("pull again what was collected", its -> its.pull("c:1", SECOND)),
            new Phase("remove a second name", its -> its.remove("a:latest")),
            new Phase("remove the last name", its -> its.remove("c:1")),
            new Phase("give up the lease", its -> its.release("container/c")),
            new Phase("collect what was leased", Operations::collectGarbage),
            new Phase("remove", its -> its.remove("a:1")),
            new Phase("remove all", its -> its.remove("b:1")),
            new Phase("load", its -> its.load("e:1", FIRST)),
            new Phase("pack", its -> its.pack(SECOND)),
            new Phase("collect what was packed", Operations::collectGarbage),
            new Phase("pull into a store that was emptied", its -> its.pull("d:1", SECOND)),
            new Phase("remove what was pulled", its -> its.remove("d:1")),
            new Phase("pull an index", its -> its.pullIndex("f:1", INDEX, "one")),
            new Phase("name an image of the index", its -> its.tag("f:second", SECOND)),
            new Phase("remove the index", its -> its.remove("f:1")),
            new Phase("pull the index again", its -> its.pullIndex("f:1", INDEX, "one")),
            new Phase("remove the image of the index", its -> its.remove("f:second")),
            new Phase("give the index's name to an image", its -> its.tag("f:1", FIRST)),
            new Phase("collect what the index led to", Operations::collectGarbage),
            new Phase("remove that image", its -> its.remove("f:1")),
            // Last: whatever is also done by others is failed and killed at its last time, which is here.
            new Phase("pull in one stream", its -> its.stream("g:1", FIRST)));
}
