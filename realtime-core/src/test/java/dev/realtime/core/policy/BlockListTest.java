package dev.realtime.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.UserId;
import dev.realtime.core.policy.BlockList.Block;
import dev.realtime.core.policy.BlockList.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A block list with room for three")
class BlockListTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final BlockList list = new BlockList(3);

    @Test
    void isEmptyAtFirst() {
        assertThat(list.of(UserId.of("ann"), NOON)).isEmpty();
        assertThat(list.of(address("192.0.2.1"), NOON)).isEmpty();
        assertThat(list.all(NOON)).isEmpty();
    }

    @Test
    void keepsAUserOutOfOneTenant() {
        list.add(forEver(user("ann")), NOON);

        assertThat(list.of(UserId.of("ann"), NOON)).contains(forEver(user("ann")));
        assertThat(list.of(UserId.of("bob"), NOON)).isEmpty();
        assertThat(list.of(new UserId("acme", "ann"), NOON)).isEmpty();
    }

    @Test
    void keepsARangeOut() {
        list.add(forEver(range("10.0.0.0/8")), NOON);
        list.add(forEver(range("2001:db8::/32")), NOON);
        list.add(forEver(range("192.0.2.1")), NOON);

        assertThat(list.of(address("10.255.0.1"), NOON)).contains(forEver(range("10.0.0.0/8")));
        assertThat(list.of(address("::ffff:10.255.0.1"), NOON)).isPresent();
        assertThat(list.of(address("11.0.0.1"), NOON)).isEmpty();
        assertThat(list.of(address("2001:db8:1::1"), NOON)).contains(forEver(range("2001:db8::/32")));
        assertThat(list.of(address("2001:db9::1"), NOON)).isEmpty();
        assertThat(list.of(address("192.0.2.1"), NOON)).isPresent();
        assertThat(list.of(address("192.0.2.2"), NOON)).isEmpty();
    }

    @Test
    void theFamiliesDoNotMix() {
        list.add(forEver(range("::/0")), NOON);

        assertThat(list.of(address("10.0.0.1"), NOON)).isEmpty();
        assertThat(list.of(address("::1"), NOON)).isPresent();
    }

    @Test
    void saysTheWidestRange() {
        list.add(forEver(range("10.1.0.0/16")), NOON);
        list.add(forEver(range("10.0.0.0/8")), NOON);

        assertThat(list.of(address("10.1.2.3"), NOON)).contains(forEver(range("10.0.0.0/8")));
    }

    @Test
    void aBlockEndsAtItsTime() {
        list.add(forSeconds(user("ann"), 60), NOON);
        list.add(forSeconds(range("10.0.0.0/8"), 60), NOON);

        assertThat(list.of(UserId.of("ann"), NOON.plusSeconds(60).minusNanos(1)))
                .isPresent();
        assertThat(list.of(UserId.of("ann"), NOON.plusSeconds(60))).isEmpty();
        assertThat(list.of(address("10.0.0.1"), NOON.plusSeconds(59))).isPresent();
        assertThat(list.of(address("10.0.0.1"), NOON.plusSeconds(60))).isEmpty();
        assertThat(list.all(NOON.plusSeconds(60))).isEmpty();
    }

    @Test
    void underABlockThatEndedANarrowerOneStillHolds() {
        list.add(forSeconds(range("10.0.0.0/8"), 60), NOON);
        list.add(forEver(range("10.1.0.0/16")), NOON);

        assertThat(list.of(address("10.1.2.3"), NOON.plusSeconds(60))).contains(forEver(range("10.1.0.0/16")));
    }

    @Test
    void theLaterBlockReplacesTheEarlier() {
        list.add(forEver(user("ann")), NOON);
        list.add(forSeconds(user("ann"), 60), NOON);

        assertThat(list.all(NOON)).containsExactly(forSeconds(user("ann"), 60));
        assertThat(list.of(UserId.of("ann"), NOON.plusSeconds(60))).isEmpty();
    }

    @Test
    void whatIsRemovedIsFree() {
        list.add(forEver(user("ann")), NOON);
        list.add(forSeconds(range("10.0.0.0/8"), 60), NOON);

        assertThat(list.remove(user("ann"), NOON)).contains(forEver(user("ann")));
        assertThat(list.remove(range("10.0.0.0/8"), NOON)).isPresent();

        assertThat(list.of(UserId.of("ann"), NOON)).isEmpty();
        assertThat(list.of(address("10.0.0.1"), NOON)).isEmpty();
        assertThat(list.remove(user("ann"), NOON)).isEmpty();
    }

    @Test
    void whatHadEndedWasNotRemoved() {
        list.add(forSeconds(user("ann"), 60), NOON);

        assertThat(list.remove(user("ann"), NOON.plusSeconds(60))).isEmpty();
    }

    @Test
    void listsTheNewestFirst() {
        Block older = new Block(user("ann"), NOON, Optional.empty(), "");
        Block newer = new Block(user("bob"), NOON.plusSeconds(1), Optional.empty(), "spam");
        Block same = new Block(user("cid"), NOON.plusSeconds(1), Optional.empty(), "");
        list.add(older, NOON);
        list.add(same, NOON);
        list.add(newer, NOON);

        assertThat(list.all(NOON)).containsExactly(newer, same, older);
    }

    @Test
    void whenFullTheOneThatEndsSoonestGivesWay() {
        list.add(forSeconds(user("ann"), 300), NOON);
        list.add(forSeconds(user("bob"), 100), NOON);
        list.add(forSeconds(user("cid"), 200), NOON);

        assertThat(list.add(forSeconds(user("dan"), 50), NOON)).isTrue();
        assertThat(list.of(UserId.of("bob"), NOON)).isEmpty();

        assertThat(list.add(forEver(user("eve")), NOON)).isTrue();
        assertThat(list.of(UserId.of("dan"), NOON)).isEmpty();
        assertThat(list.all(NOON))
                .containsExactlyInAnyOrder(
                        forSeconds(user("ann"), 300), forSeconds(user("cid"), 200), forEver(user("eve")));
    }

    @Test
    void whenFullOfBlocksWithoutAnEndItTakesNoMore() {
        list.add(forEver(user("ann")), NOON);
        list.add(forEver(user("bob")), NOON);
        list.add(forEver(range("10.0.0.0/8")), NOON);

        assertThat(list.add(forEver(user("dan")), NOON)).isFalse();
        assertThat(list.add(forSeconds(user("dan"), 60), NOON)).isFalse();
        assertThat(list.of(UserId.of("dan"), NOON)).isEmpty();
        assertThat(list.all(NOON)).hasSize(3);
    }

    @Test
    void whenFullABlockCanStillBeReplaced() {
        list.add(forEver(user("ann")), NOON);
        list.add(forEver(user("bob")), NOON);
        list.add(forSeconds(user("cid"), 60), NOON);

        assertThat(list.add(forSeconds(user("ann"), 60), NOON)).isTrue();

        assertThat(list.all(NOON)).hasSize(3);
        assertThat(list.of(UserId.of("ann"), NOON.plusSeconds(60))).isEmpty();
    }

    @Test
    void whatHasEndedLeavesRoomByItself() {
        list.add(forSeconds(user("ann"), 60), NOON);
        list.add(forSeconds(user("bob"), 61), NOON);
        list.add(forSeconds(user("cid"), 62), NOON);

        list.add(forEver(user("dan")), NOON.plusSeconds(61));

        // At an earlier time those that were dropped would still hold.
        assertThat(list.all(NOON)).containsExactlyInAnyOrder(forSeconds(user("cid"), 62), forEver(user("dan")));
    }

    @Test
    void aUserNamedLikeAnAddressIsNotTheAddress() {
        list.add(forSeconds(user("10.0.0.1"), 60), NOON);
        list.add(forSeconds(range("10.0.0.1"), 60), NOON);
        list.add(forEver(user("ann")), NOON);

        list.add(forEver(user("bob")), NOON);
        list.add(forEver(user("cid")), NOON);

        assertThat(list.add(forEver(user("dan")), NOON)).isFalse();
        assertThat(list.all(NOON)).containsExactly(forEver(user("ann")), forEver(user("bob")), forEver(user("cid")));
    }

    @Test
    void listsThoseOfTheSameMomentByTheirNames() {
        BlockList large = new BlockList(100);
        List<Block> sorted =
                IntStream.range(10, 40).mapToObj(i -> forEver(user("u" + i))).toList();
        sorted.forEach(block -> large.add(block, NOON));

        assertThat(large.all(NOON)).isEqualTo(sorted);
    }

    @Test
    void readsForPeople() {
        assertThat(user("ann")).hasToString("user ann");
        assertThat(range("10.0.0.0/8")).hasToString("addresses 10.0.0.0/8");
    }

    @Test
    void refusesABlockThatEndsBeforeItBegins() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> forSeconds(user("ann"), 0))
                .withMessageContaining("since < until");
        assertThatIllegalArgumentException().isThrownBy(() -> forSeconds(user("ann"), -1));
    }

    @Test
    void refusesANovelAsAReason() {
        assertThat(new Block(user("ann"), NOON, Optional.empty(), "x".repeat(200)).reason())
                .hasSize(200);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Block(user("ann"), NOON, Optional.empty(), "x".repeat(201)))
                .withMessageContaining("201");
    }

    @Test
    void refusesAListOfNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BlockList(0));
        assertThat(new BlockList(1).all(NOON)).isEmpty();
    }

    private static Block forEver(Subject subject) {
        return new Block(subject, NOON, Optional.empty(), "abuse");
    }

    private static Block forSeconds(Subject subject, long seconds) {
        return new Block(subject, NOON, Optional.of(NOON.plusSeconds(seconds)), "abuse");
    }

    private static Subject user(String id) {
        return new Subject.User(UserId.of(id));
    }

    private static Subject range(String text) {
        return new Subject.Addresses(AddressRange.parse(text));
    }

    private static IpAddress address(String literal) {
        return IpAddress.parse(literal).orElseThrow();
    }
}
