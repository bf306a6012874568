import { pointToNode, seedNode } from "../../bench/boot/loader_seed.ts";
import { assertEquals, assertThrows } from "../assert.ts";

/** As much of a kernel image as its setup header takes. */
function kernelImage(version: number, magic = "HdrS"): Uint8Array<ArrayBuffer> {
  const image = new Uint8Array(0x300).fill(0xaa);
  image.set(new TextEncoder().encode(magic), 0x202);
  const view = new DataView(image.buffer);
  view.setUint16(0x206, version, true);
  view.setBigUint64(0x250, 0n, true);
  return image;
}

Deno.test("pointToNode() changes eight bytes at 0x250, from boot protocol 2.09 on, and not the original", () => {
  const image = kernelImage(0x209);
  const pointing = pointToNode(image, 0x1234_5678);
  assertEquals([...pointing.subarray(0x250, 0x258)], [0x78, 0x56, 0x34, 0x12, 0, 0, 0, 0]);
  const changed = Array.from(pointing.keys()).filter((at) => pointing[at] !== image[at]);
  assertEquals(changed, [0x250, 0x251, 0x252, 0x253]);
  assertEquals(image, kernelImage(0x209));
});

Deno.test("pointToNode() refuses what has no such field, and a list that is there", () => {
  const refusal = "Not a kernel image of boot protocol 2.09 or later";
  assertThrows(() => pointToNode(kernelImage(0x208), 1), Error, refusal);
  assertThrows(() => pointToNode(kernelImage(0x20f, "ELF!"), 1), Error, refusal);
  assertThrows(() => pointToNode(pointToNode(kernelImage(0x20f), 1).slice(), 2), Error, "taken");
});

Deno.test("seedNode() is the last of a list, with its type, its length and the seed", () => {
  const head = (type: number) => [0, 0, 0, 0, 0, 0, 0, 0, type, 0, 0, 0, 3, 0, 0, 0];
  assertEquals([...seedNode(Uint8Array.of(7, 8, 9), true)], [...head(9), 7, 8, 9]);
  assertEquals([...seedNode(Uint8Array.of(7, 8, 9), false)], [...head(0x99), 7, 8, 9]);
});
