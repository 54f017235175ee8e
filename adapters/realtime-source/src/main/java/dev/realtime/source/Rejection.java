package dev.realtime.source;

/** Why a record will never be delivered. */
public enum Rejection {
    /** It has no value: a tombstone. */
    EMPTY,
    /** It is longer than a record may be. */
    TOO_LARGE,
    /** It is not one JSON object, in UTF-8, whose names stand once each. */
    MALFORMED,
    /** A field is missing that names its channel or that a record must have. */
    FIELD_MISSING,
    /** A field cannot stand in the name of its channel: a list, a pattern, another type. */
    FIELD_UNFIT,
    /** What happened is not among the events that are known. */
    EVENT_UNKNOWN,
    /** The hub refused it for good, or stumbled over it again and again. */
    REFUSED
}
