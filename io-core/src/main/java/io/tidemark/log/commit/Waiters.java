package io.tidemark.log.commit;

import io.tidemark.nativeio.Futex;
import java.util.concurrent.atomic.AtomicReference;

/** Those who wait for a force or for their turn: each comes by itself, and whoever ends a turn takes out all at once. Any thread. */
final class Waiters {
    private final AtomicReference<Waiter> top = new AtomicReference<>();

    boolean isEmpty() {
        return top.get() == null;
    }

    /** One more waits. */
    void push(Waiter self) {
        Waiter below;
        do {
            below = top.get();
            self.next = below;
        } while (!top.compareAndSet(below, self));
    }

    /**
     * Takes out all.
     *
     * @param reached what is durable, or above all if nothing becomes so any more: up to there they are acknowledged
     */
    Taken takeOut(long reached) {
        return new Taken(reached);
    }

    /** Those who were taken out, in the hands of one thread. */
    final class Taken {
        /** The one that forced has left already, but is expected, too. */
        private int count = 1;

        /** Somebody who sleeps there was taken out. */
        private Futex roomToWake;

        /** Those who sleep alone. */
        private Waiter acknowledged;

        private Waiter others;

        private Taken(long reached) {
            for (Waiter waiter = top.getAndSet(null); waiter != null; ) {
                Waiter below = waiter.next;
                if (!waiter.isGone()) {
                    add(waiter, waiter.sequence <= reached);
                }
                waiter = below;
            }
        }

        /** How many they are, with the one that forced for them. */
        int count() {
            return count;
        }

        private void add(Waiter waiter, boolean isAcknowledged) {
            count += waiter.urgency == Urgency.VISITOR ? 0 : 1;
            if (isAcknowledged && waiter.room != null) {
                wake(waiter);
            } else if (isAcknowledged) {
                waiter.next = acknowledged;
                acknowledged = waiter;
            } else {
                waiter.next = others;
                others = waiter;
            }
        }

        /** First one who may take the next turn, then whoever is acknowledged; says whether the rest was put back. */
        boolean release() {
            Waiter next = mostUrgent();
            boolean isLeft = false;
            for (Waiter waiter = others; waiter != null; ) {
                Waiter below = waiter.next;
                if (waiter != next) {
                    push(waiter);
                    isLeft = true;
                }
                waiter = below;
            }
            if (next != null) {
                wake(next);
            }
            wakeRoom();
            for (Waiter waiter = acknowledged; waiter != null; ) {
                Waiter below = waiter.next;
                wake(waiter);
                waiter = below;
            }
            return isLeft;
        }

        /** Of the most urgent ones one that sleeps alone, if there is one: nobody is woken in vain then. */
        private Waiter mostUrgent() {
            Waiter most = others;
            for (Waiter waiter = others; waiter != null; waiter = waiter.next) {
                int order = waiter.urgency.compareTo(most.urgency);
                if (order > 0 || (order == 0 && waiter.room == null)) {
                    most = waiter;
                }
            }
            return most;
        }

        /** Who sleeps in a room is woken with the others there. */
        private void wake(Waiter waiter) {
            Futex sleepsIn = waiter.room;
            if (waiter.takeOut() && sleepsIn != roomToWake) {
                wakeRoom();
                roomToWake = sleepsIn;
            }
        }

        private void wakeRoom() {
            if (roomToWake != null) {
                roomToWake.wakeAll();
                roomToWake = null;
            }
        }
    }
}
