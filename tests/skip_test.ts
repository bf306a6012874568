import { assertEquals, assertThrows } from "./assert.ts";
import { skipUnless, skipUnlessAvailable } from "./skip.ts";

Deno.test("a test that is possible is not skipped, whatever is required", () => {
  assertEquals(skipUnless(true, "a test", "a reason", false), false);
  assertEquals(skipUnless(true, "a test", "a reason", true), false);
  assertEquals(skipUnlessAvailable(true, "a test", "a reason"), false);
});

Deno.test("a test that is impossible is skipped, and where all are required it is an error", () => {
  assertEquals(skipUnless(false, "a test of skipping", "it is meant to be skipped", false), true);
  const { message } = assertThrows(() =>
    skipUnless(false, "a test", "there is no gcc (Debian package gcc)", true)
  ) as Error;
  assertEquals(message, "REQUIRE_ALL=1, and a test: there is no gcc (Debian package gcc)");
});

Deno.test("what no package brings is skipped even where all tests are required", () =>
  assertEquals(
    skipUnlessAvailable(false, "a test of skipping", "it is meant to be skipped"),
    true,
  ));
