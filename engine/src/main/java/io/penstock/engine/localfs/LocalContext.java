package io.penstock.engine.localfs;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FsConstants;

/** {@link LocalFiles} for Hadoop's second way to files, which Spark's checkpoints go. Hadoop creates it by its name. */
public final class LocalContext extends ChecksumFs {

    LocalContext(URI uri, Configuration conf) throws IOException, URISyntaxException {
        super(new WithoutChecksums(conf));
    }

    private static final class WithoutChecksums extends DelegateToFileSystem {

        WithoutChecksums(Configuration conf) throws IOException, URISyntaxException {
            super(FsConstants.LOCAL_FS_URI, new LocalFiles(), conf, FsConstants.LOCAL_FS_URI.getScheme(), false);
        }

        @Override
        public boolean isValidName(String name) {
            return true; // the system says what it takes
        }
    }
}
