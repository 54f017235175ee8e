package dev.realtime.auth;

/**
 * Carries a {@link Flaw} from the place that finds it to the one that answers. Checked, so that no path forgets it;
 * without stack trace or text, so that it costs an attacker's token nothing and quotes nothing of it.
 */
final class BadToken extends Exception {
    private static final long serialVersionUID = 1;

    private final Flaw flaw;

    BadToken(Flaw flaw) {
        super(flaw.name(), null, false, false);
        this.flaw = flaw;
    }

    Flaw flaw() {
        return flaw;
    }
}
