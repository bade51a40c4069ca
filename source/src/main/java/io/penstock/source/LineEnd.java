package io.penstock.source;

/** The one line end that a record of text may have behind it: LF, CRLF or CR. */
final class LineEnd {

    private LineEnd() {}

    /** Where the text ends that it stands behind. */
    static int before(byte[] value, int start, int end) {
        int i = end;
        if (i > start && value[i - 1] == '\n') {
            i--;
        }
        if (i > start && value[i - 1] == '\r') {
            i--;
        }
        return i;
    }
}
