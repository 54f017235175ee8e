package dev.realtime.server.cli;

/** What the process exits with; part of the interface to scripts and supervisors. */
final class ExitCode {

    /** Done as asked, also after a drain. */
    static final int OK = 0;

    /** It was set up well but something did not work, for example the port is in use. */
    static final int FAILURE = 1;

    /** The command line cannot be understood. */
    static final int USAGE = 2;

    /** The configuration cannot be used (EX_CONFIG of sysexits.h). Trying again without a change will not help. */
    static final int BAD_CONFIGURATION = 78;

    private ExitCode() {}
}
