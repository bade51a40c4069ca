package io.penstock.pipeline.profile;

import java.util.Locale;

/** The services of Amazon that requests to OpenSearch are signed for. */
public enum SearchService {
    /** Domains of Amazon OpenSearch Service. */
    ES,
    /** Collections of Amazon OpenSearch Serverless. */
    AOSS;

    /** As it stands in a signature. */
    public String signingName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
