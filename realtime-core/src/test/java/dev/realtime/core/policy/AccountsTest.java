package dev.realtime.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Rate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AccountsTest {

    private static final long NOW = Long.MAX_VALUE;
    private static final Rate ONE_A_MINUTE = new Rate(1.0 / 60, 1);

    private final Accounts<String> accounts = new Accounts<>(10);

    @Test
    @DisplayName("LI06: a thousand connections of one, five allowed: the first five stay")
    void boundsConnections() {
        int opened = 0;
        for (int i = 0; i < 1_000; i++) {
            opened += accounts.open("ann", 5, NOW).isPresent() ? 1 : 0;
        }

        assertThat(opened).isEqualTo(5);
        assertThat(accounts.connections("ann")).isEqualTo(5);
        assertThat(accounts.open("bob", 5, NOW)).isPresent();
    }

    @Test
    void aConnectionGivenBackIsFree() {
        accounts.open("ann", 2, NOW);
        accounts.open("ann", 2, NOW);

        accounts.close("ann");

        assertThat(accounts.connections("ann")).isEqualTo(1);
        assertThat(accounts.open("ann", 2, NOW)).isPresent();
        assertThat(accounts.open("ann", 2, NOW)).isEmpty();
    }

    @Test
    void allConnectionsOfOneShareOneAccount() {
        Account first = accounts.open("ann", 2, NOW).orElseThrow();
        Account second = accounts.open("ann", 2, NOW).orElseThrow();

        assertThat(second).isSameAs(first).isSameAs(accounts.of("ann", NOW));
        assertThat(accounts.open("bob", 2, NOW)).isNotEqualTo(Optional.of(first));
    }

    @Test
    void eachThingIsCountedInABucketOfItsOwn() {
        Account account = accounts.open("ann", 2, NOW).orElseThrow();

        assertThat(account.takeConnect(ONE_A_MINUTE, NOW)).isZero();
        assertThat(account.takeMessage(ONE_A_MINUTE, NOW)).isZero();
        assertThat(account.takeBytes(ONE_A_MINUTE, 1, NOW)).isZero();
        assertThat(account.takeConnect(ONE_A_MINUTE, NOW)).isPositive();
        assertThat(account.takeMessage(ONE_A_MINUTE, NOW)).isPositive();
        assertThat(account.takeBytes(ONE_A_MINUTE, 1, NOW)).isPositive();
    }

    @Test
    void bytesAreCountedByTheirNumber() {
        Account account = accounts.open("ann", 2, NOW).orElseThrow();
        Rate tenBytes = new Rate(1, 10);

        assertThat(account.takeBytes(tenBytes, 7, NOW)).isZero();
        assertThat(account.takeBytes(tenBytes, 4, NOW)).isEqualTo(1_000_000_000);
        assertThat(account.takeBytes(tenBytes, 3, NOW)).isZero();
    }

    @Test
    @DisplayName("F39: a reconnect fills no bucket")
    void theAccountOutlivesItsLastConnection() {
        Account before = accounts.open("ann", 2, NOW).orElseThrow();
        before.takeMessage(ONE_A_MINUTE, NOW);

        accounts.close("ann");
        Account after = accounts.open("ann", 2, NOW).orElseThrow();

        assertThat(after.takeMessage(ONE_A_MINUTE, NOW)).isPositive();
        assertThat(accounts.connections("ann")).isEqualTo(1);
        assertThat(accounts.size()).isEqualTo(1);
    }

    @Test
    void anAttemptIsCountedBeforeThereIsAConnection() {
        accounts.of("ann", NOW).takeConnect(ONE_A_MINUTE, NOW);

        assertThat(accounts.connections("ann")).isZero();
        assertThat(accounts.of("ann", NOW).takeConnect(ONE_A_MINUTE, NOW)).isPositive();
        Account open = accounts.open("ann", 2, NOW).orElseThrow();
        assertThat(open.takeConnect(ONE_A_MINUTE, NOW)).isPositive();
    }

    @Test
    void aStrayEndCountsNothing() {
        accounts.close("ann");
        accounts.open("ann", 1, NOW);
        accounts.close("ann");
        accounts.close("ann");

        assertThat(accounts.connections("ann")).isZero();
        assertThat(accounts.open("ann", 1, NOW)).isPresent();
        assertThat(accounts.open("ann", 1, NOW)).isEmpty();
    }

    @Test
    void tellsWhoHasHowMany() {
        accounts.open("ann", 2, NOW);
        accounts.open("ann", 2, NOW);
        accounts.open("bob", 2, NOW);
        accounts.open("cid", 2, NOW);
        accounts.close("cid");

        assertThat(accounts.connections()).isEqualTo(Map.of("ann", 2, "bob", 1));
    }

    @Test
    @DisplayName("LI10: a million keys keep 100,000 accounts, in less than 50 MB")
    void isBounded() {
        Accounts<AddressRange> many = new Accounts<>(Accounts.MAX_IDLE);
        long before = usedBytes();
        for (long i = 0; i < 1_000_000; i++) {
            many.of(new IpAddress(0x2001_0db8_0000_0000L + i, 0).site(), NOW);
        }

        assertThat(many.size()).isBetween(50_000, 100_000);
        assertThat(usedBytes() - before).isLessThan(50_000_000);
        assertThat(many.size()).isLessThanOrEqualTo(100_000);
    }

    @Test
    @DisplayName("LI10: keys somebody makes up push out nobody who is connected")
    void whoIsConnectedStays() {
        Account before = accounts.open("ann", 2, NOW).orElseThrow();
        for (int i = 0; i < 1_000; i++) {
            accounts.of("made up " + i, NOW);
        }

        assertThat(accounts.of("ann", NOW)).isSameAs(before);
    }

    @Test
    void threadsThatOpenAtOnceShareTheLastPlaces() throws InterruptedException {
        AtomicInteger opened = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 4; i++) {
            pool.execute(() -> {
                try {
                    begin.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int n = 0; n < 10_000; n++) {
                    accounts.open("ann", 10_000_000, NOW);
                    accounts.close("ann");
                    opened.addAndGet(accounts.open("ann", 2_500, NOW).isPresent() ? 1 : 0);
                }
            });
        }

        begin.countDown();
        pool.shutdown();

        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(accounts.connections("ann")).isEqualTo(opened.get()).isEqualTo(2_500);
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
