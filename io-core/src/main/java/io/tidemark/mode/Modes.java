package io.tidemark.mode;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Brings together what a caller states about a mode, what a policy would choose, and what the place can do. */
public final class Modes {
    private Modes() {}

    /**
     * Decides the effective mode of a range. Pure: the same answer for the same arguments, as far as the policy is; safe
     * for any thread.
     *
     * <p>A required mode is taken or fails. A preferred mode is taken where it is to be had; otherwise the decision is the
     * policy's, {@link Decision#isFallback} and its reason begins with why the preference was not met.
     *
     * @param choice what the caller states
     * @param intent what the range is for
     * @param hints what the caller knows about its workload
     * @param capabilities what the place can do
     * @param policy decides where the caller doesn't, and where a preference can't be met
     * @throws ModeUnavailableException if a required mode can't be had at this place
     * @throws IllegalArgumentException if the required or preferred mode can't serve the intent anywhere
     * @throws IllegalStateException if the policy returns nothing, or a mode that does not fit or is not available
     */
    public static Decision resolve(
            ModeChoice choice, Intent intent, Set<Hint> hints, Capabilities capabilities, AccessPolicy policy)
            throws ModeUnavailableException {
        Objects.requireNonNull(choice, "choice");
        Objects.requireNonNull(intent, "intent");
        Objects.requireNonNull(hints, "hints");
        Objects.requireNonNull(capabilities, "capabilities");
        Objects.requireNonNull(policy, "policy");
        requireFit(choice, intent);
        if (choice instanceof ModeChoice.Required required) {
            return require(required.mode(), capabilities);
        }
        if (choice instanceof ModeChoice.Preferred preferred) {
            return prefer(preferred.mode(), intent, hints, capabilities, policy);
        }
        return ask(policy, intent, hints, capabilities);
    }

    private static Decision require(RangeMode mode, Capabilities capabilities) throws ModeUnavailableException {
        Optional<String> cause = capabilities.unavailabilityCause(mode);
        if (cause.isPresent()) {
            throw new ModeUnavailableException(capabilities.path(), mode, cause.get());
        }
        return new Decision(mode, mode + " is required, and available");
    }

    private static Decision prefer(
            RangeMode mode, Intent intent, Set<Hint> hints, Capabilities capabilities, AccessPolicy policy) {
        Optional<String> cause = capabilities.unavailabilityCause(mode);
        if (cause.isEmpty()) {
            return new Decision(mode, mode + " is preferred, and available");
        }
        Decision instead = ask(policy, intent, hints, capabilities);
        return new Decision(
                instead.mode(),
                mode + " is preferred, but not available: " + cause.get() + "; " + instead.mode() + " instead: "
                        + instead.reason(),
                Optional.of(mode));
    }

    private static Decision ask(AccessPolicy policy, Intent intent, Set<Hint> hints, Capabilities capabilities) {
        Decision decision = policy.decide(intent, hints, capabilities);
        if (decision == null) {
            throw new IllegalStateException(blame(policy, intent, capabilities) + "returned no decision");
        }
        RangeMode mode = decision.mode();
        if (!intent.fits(mode)) {
            throw new IllegalStateException(blame(policy, intent, capabilities) + "chose " + mode + ", which "
                    + misfit(mode) + "; its reason was: " + decision.reason());
        }
        Optional<String> cause = capabilities.unavailabilityCause(mode);
        if (cause.isPresent()) {
            throw new IllegalStateException(blame(policy, intent, capabilities) + "chose " + mode
                    + ", which is not available: " + cause.get() + "; its reason was: " + decision.reason());
        }
        return decision;
    }

    /**
     * Refuses a choice that can be met nowhere.
     *
     * @throws IllegalArgumentException if the required or preferred mode can't serve the intent
     */
    public static void requireFit(ModeChoice choice, Intent intent) {
        if (choice instanceof ModeChoice.Required required) {
            checkFits(required.mode(), intent, "required");
        } else if (choice instanceof ModeChoice.Preferred preferred) {
            checkFits(preferred.mode(), intent, "preferred");
        }
    }

    private static void checkFits(RangeMode mode, Intent intent, String stated) {
        if (!intent.fits(mode)) {
            throw new IllegalArgumentException(mode + " is " + stated + " for "
                    + intent.name().toLowerCase(Locale.ROOT) + ", but it " + misfit(mode));
        }
    }

    private static String misfit(RangeMode mode) {
        if (mode.isOpen()) {
            return "is a mode of ranges that are still written";
        }
        return mode.isSealed() ? "is a mode of sealed ranges, which can't be written" : "has nothing left to read";
    }

    private static String blame(AccessPolicy policy, Intent intent, Capabilities capabilities) {
        return "Access policy " + policy.getClass().getName() + ", asked about " + intent + " at " + capabilities.path()
                + ", ";
    }
}
