import { describeLateness } from "../../bench/boot/machine.ts";
import { parseOptions } from "../../bench/boot/options.ts";
import { VARIANTS } from "../../bench/boot/variants.ts";
import { BuildFailure } from "../../scripts/build/failure.ts";
import { assertEquals, assertThrows } from "../assert.ts";

Deno.test("without options all variants are booted ten times for all readers, in emulation", () => {
  assertEquals(parseOptions([], "/w"), {
    boots: 10,
    accelerator: "counted",
    kernelPackage: "linux-image-cloud-amd64",
    program: null,
    readers: ["probe", "default", "-l"],
    variants: VARIANTS.map(({ key }) => key),
    timeoutSeconds: 120,
    output: "/w/boots.jsonl",
    resume: false,
  });
});

Deno.test("options of the boots are checked before anything is booted", () => {
  const args = ["--boots=1", "--variants", "loader,cpu", "--readers=-l", "--accel=kvm", "--resume"];
  const { boots, variants, readers, accelerator, resume } = parseOptions(args, "/w");
  assertEquals([boots, variants, readers, accelerator, resume], [
    1,
    ["loader", "cpu"],
    ["-l"],
    "kvm",
    true,
  ]);
  for (
    const [wrong, message] of [
      ["--boots=0", "Cannot use --boots '0': a whole number from 1 and below 2^32 is needed"],
      [
        "--timeout=1.5",
        "Cannot use --timeout '1.5': a whole number from 1 and below 2^32 is needed",
      ],
      ["--accel=xen", "Unsupported --accel 'xen' (supported: tcg, counted, kvm)"],
      ["--readers=probe,", "Unsupported --readers '' (supported: probe, default, -l)"],
      ["stray", "unexpected 'stray'"],
    ]
  ) {
    assertThrows(() => parseOptions([wrong], "/w"), BuildFailure, message);
  }
});

Deno.test("a machine that never ends is told with its last words, and what to do under KVM", () => {
  const output = {
    qemu: "KVM internal error. Suberror: 1\nRAX=0\n",
    console: "[ 0.1] one\r\n[ 0.2] two\r\n",
  };
  assertEquals(
    describeLateness({ accelerator: "kvm", timeoutSeconds: 30 }, output),
    "not switched off after 30 s; qemu says: KVM internal error. Suberror: 1; " +
      "last on its console: [ 0.2] two; where the host is a virtual machine itself KVM may open and " +
      "then crawl: leave --accel out",
  );
  assertEquals(
    describeLateness({ accelerator: "tcg", timeoutSeconds: 120 }, { qemu: "", console: "" }),
    "not switched off after 120 s; nothing on its console",
  );
});
