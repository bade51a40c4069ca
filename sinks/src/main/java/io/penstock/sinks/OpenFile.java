package io.penstock.sinks;

import java.io.IOException;
import org.apache.iceberg.ContentFile;

/** A file of an Iceberg table that is being written. */
interface OpenFile {

    String location();

    /** Bytes of the file as far as they are known. */
    long length() throws IOException;

    /** Ends the file. @return what the table is to know of it */
    ContentFile<?> complete() throws IOException;

    /** Closes what is open, after which the file is to be deleted. */
    void abort() throws IOException;
}
