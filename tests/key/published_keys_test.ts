import { assertEquals } from "../assert.ts";
import { fixedKey } from "../keys.ts";
import { publishedKeyFinding } from "../../lib/key/published_keys.ts";

Deno.test("publishedKeyFinding() refuses a key whose SHA-256 sum is on the list, and no other", async () => {
  const key = await fixedKey("published", 128);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", key));
  const sum = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const list = { [sum]: "the sample of a test" };
  const [finding] = await publishedKeyFinding(key, list);
  assertEquals(finding.severity, "refusal");
  assertEquals(finding.reason, "this key is the sample of a test: anybody can look it up");
  key[0] ^= 1;
  assertEquals(await publishedKeyFinding(key, list), []);
});
