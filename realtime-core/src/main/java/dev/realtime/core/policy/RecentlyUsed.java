package dev.realtime.core.policy;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * A map of bounded size that forgets what was not used for longest, roughly: there are two generations. What is used
 * moves to the young one; when this holds half of what may be kept it becomes the old one, and what was still in the old
 * one is forgotten. So a key outlives at least half as many others as the map may hold, and using it costs no list
 * that every thread would have to change.
 *
 * <p><b>Threads:</b> thread-safe. A change that meets a change of generations may be lost with its entry, as if the entry
 * had been the one to forget: nothing that must be exact belongs here.
 */
public final class RecentlyUsed<K, V> {

    private record Generations<K, V>(ConcurrentHashMap<K, V> young, ConcurrentHashMap<K, V> old) {}

    private final int half;
    private final AtomicReference<Generations<K, V>> generations =
            new AtomicReference<>(new Generations<>(new ConcurrentHashMap<>(), new ConcurrentHashMap<>()));

    /** @param max most entries, at least 2 */
    public RecentlyUsed(int max) {
        if (max < 2) {
            throw new IllegalArgumentException("need room for at least 2 but got " + max);
        }
        half = max / 2;
    }

    /** The value of the key, used now; null if there is none. */
    public V get(K key) {
        Generations<K, V> now = generations.get();
        V value = now.young.get(key);
        if (value != null || !now.old.containsKey(key)) {
            return value;
        }
        return compute(key, same -> same);
    }

    /**
     * Puts another value in the place of the key's, as one step.
     *
     * @param change called once, with null if there is none; its null forgets the key
     */
    public V compute(K key, UnaryOperator<V> change) {
        Generations<K, V> now = generations.get();
        V made = now.young.compute(key, (same, value) -> change.apply(value != null ? value : now.old.remove(key)));
        if (now.young.size() >= half) {
            generations.compareAndSet(now, new Generations<>(new ConcurrentHashMap<>(), now.young));
        }
        return made;
    }

    /** Forgets the key. @return its value, null if there was none */
    public V remove(K key) {
        Generations<K, V> now = generations.get();
        V young = now.young.remove(key);
        V old = now.old.remove(key);
        return young != null ? young : old;
    }

    /** Shows every entry, in no order and without using it. */
    public void forEach(BiConsumer<K, V> each) {
        Generations<K, V> now = generations.get();
        now.young.forEach(each);
        now.old.forEach(each);
    }

    public int size() {
        Generations<K, V> now = generations.get();
        return now.young.size() + now.old.size();
    }
}
