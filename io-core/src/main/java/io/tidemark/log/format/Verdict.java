package io.tidemark.log.format;

/** What the bytes at an offset are: a record, or the first rule that they break. */
public enum Verdict {
    VALID("a valid record"),
    NO_ROOM("less room than a record header takes"),
    UNKNOWN_KIND("no record of a known kind"),
    BAD_LENGTH("a record of an impossible length"),
    BAD_CHECKSUM("a record whose checksum doesn't fit"),
    WRONG_SEQUENCE("a record out of sequence"),
    WRONG_INCARNATION("a record of another incarnation"),
    WRONG_FOOTER("a footer that contradicts its segment");

    private final String description;

    Verdict(String description) {
        this.description = description;
    }

    /** For messages: "the log has ... at offset 128". */
    public String description() {
        return description;
    }
}
