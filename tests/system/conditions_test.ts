import { readConditions } from "../../lib/system/conditions.ts";
import { VERSION } from "../../lib/version.ts";
import { assertEquals } from "../assert.ts";

const CPU_INFO = "processor\t: 0\nmodel name\t: Some CPU @ 2.00GHz\n" +
  "flags\t\t: fpu sse rdrand hypervisor rdseed\n\nprocessor\t: 1\nmodel name\t: Other\n";

function conditions(files: Readonly<Record<string, string>>) {
  const readFile = (path: string) => {
    if (!(path in files)) throw new Deno.errors.NotFound();
    return new TextEncoder().encode(files[path]);
  };
  const list = (path: string) => {
    const inside = Object.keys(files).filter((file) => file.startsWith(`${path}/`))
      .map((file) => file.slice(path.length + 1).split("/")[0]);
    if (inside.length === 0) throw new Deno.errors.NotFound();
    return [...new Set(inside)];
  };
  return readConditions({
    runtime: { name: "deno", version: "2.9.6" },
    arguments: ["assess", "--html", "it's.html", "/dev/random"],
    files: { readFile, list },
  }, new Date("2026-11-22T12:00:00.000Z"));
}

Deno.test("readConditions() reads kernel, processor, hypervisor, uptime and generators", () => {
  const found = conditions({
    "/proc/cpuinfo": CPU_INFO,
    "/proc/uptime": "12.34 20.00\n",
    "/proc/sys/kernel/osrelease": "4.19.78\n",
    "/proc/sys/kernel/random/entropy_avail": "41\n",
    "/proc/sys/kernel/random/poolsize": "4096\n",
    "/proc/sys/kernel/random/read_wakeup_threshold": "64\n",
    "/sys/class/dmi/id/sys_vendor": "QEMU\n",
    "/sys/class/dmi/id/product_name": "Standard PC\n",
    "/sys/class/misc/hw_random/rng_current": "virtio_rng.0\n",
    "/sys/class/misc/hw_random/rng_available": "tpm-rng-0 virtio_rng.0\n",
    "/proc/sys/kernel/hostname": "node1\n",
    "/proc/1/comm": "systemd\n",
    "/proc/7/comm": "haveged\n",
  });
  assertEquals(found, {
    time: "2026-11-22T12:00:00.000Z",
    program: `corosync-keygen ${VERSION}`,
    runtime: "deno 2.9.6",
    commandLine: `corosync-keygen assess --html 'it'\\''s.html' /dev/random`,
    host: "node1",
    kernel: "4.19.78",
    generator: "blocking pool",
    cpu: "Some CPU @ 2.00GHz",
    cpuHasGenerator: true,
    hypervisor: "QEMU Standard PC",
    uptimeSeconds: 12.34,
    hardwareGenerator: "virtio_rng.0",
    virtioGenerator: true,
    entropyDaemons: ["haveged"],
    entropyAvailableBits: 41,
  });
});

Deno.test("the kind of generator follows from what the kernel offers, not from its version", () => {
  const poolsize = { "/proc/sys/kernel/random/poolsize": "256\n" };
  assertEquals(
    conditions({ ...poolsize, "/proc/sys/kernel/osrelease": "4.19.304\n" }).generator,
    "no blocking pool",
  );
});

Deno.test('what the machine does not say is null, and "none" is no generator', () => {
  const { time: _time, program: _program, runtime: _runtime, commandLine: _line, ...rest } =
    conditions({});
  assertEquals(new Set(Object.values(rest)), new Set([null]));
  const none = { "/sys/class/misc/hw_random/rng_current": "none\n" };
  assertEquals(conditions(none).hardwareGenerator, null);
  const bare = { "/proc/cpuinfo": "model name : X\nflags : fpu\n" };
  assertEquals([conditions(bare).hypervisor, conditions(bare).cpuHasGenerator], [null, false]);
  const unnamed = { "/proc/cpuinfo": CPU_INFO };
  assertEquals(conditions(unnamed).hypervisor, "unnamed");
});
