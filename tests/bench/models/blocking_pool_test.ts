import {
  BlockingPool,
  creditedLevel,
  readBlockingPool,
  waitForOldCrng,
} from "../../../bench/models/blocking_pool.ts";
import { eventTimes } from "../../../bench/models/credits.ts";
import { randomStream } from "../../../bench/models/random.ts";
import { assert, assertEquals } from "../../assert.ts";
import { creditsUntilKey } from "./exact_pool.ts";

const KEY_BYTES = 128;
const constant = (eventsPerSecond: number, bitsPerEvent: number) =>
  eventTimes({ eventsPerSecond, bitsPerEvent, arrivals: "constant" }, randomStream(1));

Deno.test("creditedLevel() discounts a credit by 3/4 and by how full the pool is", () => {
  assertEquals(creditedLevel(0, 8, 4096), 6, "an empty pool: 3/4 of a bit, exactly");
  assertEquals(creditedLevel(1, 8, 4096), 1 + 5, "an eighth in it: 5.9998 eighths, cut to 5");
  assertEquals(creditedLevel(4096 * 4, 8, 4096), 4096 * 4 + 3, "half full: half of that");
  assertEquals(creditedLevel(0, 64 * 8, 1024), 48 * 8, "64 bits become 48: reads of 6 bytes");
});

Deno.test("creditedLevel() counts large credits in pieces of half a pool and never overflows", () => {
  // 1024 bits: 512 become 384, 512 more 384 * (1 - 384/1024) = 240; all at once would be 768.
  assertEquals(creditedLevel(0, 1024 * 8, 1024), 624 * 8);
  assert(creditedLevel(0, 1_000_000 * 8, 4096) <= 4096 * 8);
});

Deno.test("a reader sleeps until 64 bits lie in the input pool, and then gets 6 bytes", () => {
  const pool = new BlockingPool();
  // 6 eighths from the first credit, 5 from each of 101 more: 511, one eighth short of 64 bits.
  for (let credit = 0; credit < 102; credit++) pool.credit(1);
  assertEquals(pool.ledger.inputEighths, 511);
  assertEquals(pool.read(KEY_BYTES), 0);
  pool.credit(1);
  assertEquals(pool.read(KEY_BYTES), 6);
  assertEquals(pool.read(KEY_BYTES), 0);
});

Deno.test("the CRNG is ready at 128 bits: 205 one-bit credits, when nobody drains the pool", () => {
  // 6 + 203 * 5 = 1021 eighths after 204 credits, 1026 after 205; 128 bits are 1024.
  const wait = waitForOldCrng(KEY_BYTES, constant(1, 1), 1, 1000);
  assertEquals(wait, { reads: [{ atSeconds: 205, bytes: KEY_BYTES }], doneSeconds: 205 });
  assertEquals(waitForOldCrng(KEY_BYTES, constant(1, 1), 1, 204.5).doneSeconds, null);
});

Deno.test("constant credits of one bit give the closed form: 22 reads, 2252 credits", () => {
  const { reads, doneSeconds } = readBlockingPool(KEY_BYTES, constant(100, 1), 1, 3600);
  // A read needs 512 eighths: 6 + 5k from an empty pool, 5k over what the last read left. It leaves
  // 4, 2, 0, 4, ... eighths after 103, 102, 102 credits, so 22 reads cost 7 * 307 + 103 = 2252.
  assertEquals(doneSeconds, 22.52);
  assertEquals(reads.map(({ bytes }) => bytes), [...Array(21).fill(6), 2]);
  const credits = reads.map(({ atSeconds }) => Math.round(atSeconds * 100));
  const gaps = credits.map((at, index) => at - (credits[index - 1] ?? 0));
  assertEquals(gaps, [...Array(7).fill([103, 102, 102]).flat(), 103]);
});

Deno.test("what was credited is what was read, what was discounted and what is left", () => {
  for (const [keyBytes, bits, rate] of [[128, 1, 50], [256, 4, 9], [1024, 512, 200], [33, 11, 3]]) {
    for (let seed = 0; seed < 20; seed++) {
      const next = eventTimes(
        { eventsPerSecond: rate, bitsPerEvent: bits, arrivals: "poisson" },
        randomStream(seed),
      );
      const { ledger, reads } = readBlockingPool(keyBytes, next, bits, 40);
      const accounted = ledger.discountedEighths + ledger.readEighths +
        ledger.inputEighths + ledger.blockingEighths;
      assertEquals(accounted, ledger.creditedEighths);
      const readBytes = reads.reduce((sum, { bytes }) => sum + bytes, 0);
      assertEquals(readBytes * 64, ledger.readEighths);
      assert(readBytes <= keyBytes);
    }
  }
});

Deno.test("the model agrees with an exact, slow restatement for every key size and credit", () => {
  for (const keyBytes of [1, 5, 6, 7, 8, 31, 128, 200]) {
    for (const bits of [1, 2, 3, 4, 11, 32, 500]) {
      const { reads, doneSeconds } = readBlockingPool(keyBytes, constant(1, bits), bits, 1e6);
      const exact = creditsUntilKey(keyBytes, bits);
      assertEquals(doneSeconds, exact.credits, `${keyBytes} bytes, ${bits} bits a credit`);
      assertEquals(reads.map(({ atSeconds, bytes }) => [atSeconds, bytes]), exact.reads);
    }
  }
});

Deno.test("a reader that gives up keeps what it has, and the horizon itself still counts", () => {
  const enough = readBlockingPool(KEY_BYTES, constant(100, 1), 1, 22.52);
  assertEquals(enough.doneSeconds, 22.52);
  const short = readBlockingPool(KEY_BYTES, constant(100, 1), 1, 22.51);
  assertEquals(short.doneSeconds, null);
  assertEquals(short.reads.length, 21);
  assertEquals(readBlockingPool(KEY_BYTES, constant(0, 1), 1, 1e9).reads, []);
});
