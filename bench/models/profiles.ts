import type { FirstBoot } from "./first_boot.ts";

/** A kind of host: which generator its kernel has and what feeds it. */
export interface Profile {
  readonly name: string;
  readonly host: Pool | Boot;
  /** What the rates rest on: measured, fitted to a measurement, reported by others, or an estimate. */
  readonly basis: string;
  /** Seconds to 1024 bits in the default mode, and to a ready CRNG, on a real kernel; null: not measured. */
  readonly measured: {
    readonly defaultSeconds: number | null;
    readonly crngSeconds: number | null;
  };
}

/** Linux up to 5.5. Each host of a fleet has its own rate, drawn evenly from the range. */
export interface Pool {
  readonly kernel: "blocking-pool";
  readonly eventsPerSecond: { readonly least: number; readonly most: number };
  readonly bitsPerEvent: number;
}

/** Linux from 5.6 on, at first boot. */
export interface Boot extends FirstBoot {
  readonly kernel: "first-boot";
}

const always = (eventsPerSecond: number) => ({ least: eventsPerSecond, most: eventsPerSecond });

const pool = (eventsPerSecond: Pool["eventsPerSecond"], bitsPerEvent: number): Pool => ({
  kernel: "blocking-pool",
  eventsPerSecond,
  bitsPerEvent,
});

/** Debian's 6.1: 256 bits (POOL_READY_BITS), CONFIG_HZ=250, one interrupt bit a second on one CPU. */
const boot = (creditedAtBootBits: number, answerSeconds: number): Boot => ({
  kernel: "first-boot",
  neededBits: 256,
  creditedAtBootBits,
  ticksPerSecond: 250,
  interruptBitsPerSecond: 1,
  answerSeconds,
});

/** What the credits of a whole 1024-bit key cost per bit of it: 2252 one-bit credits (see tests). */
const CREDITS_PER_KEY_BIT = 2252 / 1024;

const KERNEL_4_19 = "Linux 4.19.78 in qemu (TCG), one run";
const KERNEL_6_1 = "Debian's Linux 6.1.192 in qemu (TCG), median of ten boots";

/** From hosts that wait longest to those that hardly wait. */
export const PROFILES: readonly Profile[] = [
  {
    name: "idle headless VM",
    host: pool({ least: 0, most: 0.02 }, 1),
    basis: `measured: nothing in 120 s, nor in 7200 s of virtual time; ${KERNEL_4_19}`,
    measured: { defaultSeconds: null, crngSeconds: null },
  },
  {
    name: "VM with virtio disk activity",
    host: pool(always(1), 1),
    basis:
      "measured at 45 requests/s: the CRNG was ready after 202 s, 205 one-bit credits; virtio " +
      `disks give no timing entropy, only interrupts, one bit a second; ${KERNEL_4_19}`,
    measured: { defaultSeconds: null, crngSeconds: 202 },
  },
  {
    name: "server, as reported for 2.6.32",
    host: pool(always(1.9 * CREDITS_PER_KEY_BIT), 1),
    basis: "reported: 1.9 bit/s out of /dev/random (blog.alteholz.eu), as one-bit credits",
    measured: { defaultSeconds: null, crngSeconds: null },
  },
  {
    name: "server, as reported for 2.6.25",
    host: pool(always(42 * CREDITS_PER_KEY_BIT), 1),
    basis: "reported: 42 bit/s out of /dev/random (blog.alteholz.eu), as one-bit credits",
    measured: { defaultSeconds: null, crngSeconds: null },
  },
  {
    name: "VM or host with rotational disk",
    host: pool(always(27), 1),
    basis: `fitted to an IDE disk at 45 requests/s: 84.5 s; ${KERNEL_4_19}`,
    measured: { defaultSeconds: 84.5, crngSeconds: 5.9 },
  },
  {
    name: "desktop being typed at",
    host: pool(always(8.8), 4),
    basis: `fitted to 4.4 keys/s, each pressed and released: 54.6 s; ${KERNEL_4_19}`,
    measured: { defaultSeconds: 54.6, crngSeconds: 7.1 },
  },
  {
    name: "with haveged or jitterentropy",
    host: pool(always(200), 512),
    basis: "estimate of the order of magnitude: 100 kbit/s, in credits of half a kilobit",
    measured: { defaultSeconds: null, crngSeconds: null },
  },
  {
    name: "with virtio-rng",
    host: pool(always(500), 500),
    basis: `fitted to reads of 7 to 9 ms; 500 bits a credit, 64 bytes at the driver's quality; ` +
      KERNEL_4_19,
    measured: { defaultSeconds: 0.008, crngSeconds: null },
  },
  {
    name: "first boot without seed",
    host: boot(0, 0.001),
    basis: `measured: 1.018 to 1.025 s, 256 ticks of the jitter loop at 250 Hz; ${KERNEL_6_1}`,
    measured: { defaultSeconds: 1.025, crngSeconds: 1.018 },
  },
  {
    name: "first boot with a credited seed",
    host: boot(256, 0.0013),
    basis: `measured; ${KERNEL_6_1}`,
    measured: { defaultSeconds: 0.0013, crngSeconds: 0.0013 },
  },
  {
    name: "first boot with a trusted CPU",
    host: boot(256, 0.001),
    basis: `measured: RDRAND and random.trust_cpu=on; ${KERNEL_6_1}`,
    measured: { defaultSeconds: 0.001, crngSeconds: 0.001 },
  },
];
