package io.atoll.cli.internal.template;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;

/** What is wrong with a template, and where. */
final class TemplateErrors {
    private TemplateErrors() {}

    /** @param position from 0; people count from 1 */
    static AtollException at(int position, String what) {
        return new AtollException(
                ErrorCode.INVALID, "invalid template, at character %d: %s".formatted(position + 1, what));
    }
}
